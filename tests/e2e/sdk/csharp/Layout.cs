using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

/// <summary>
/// Looks at how files are laid out: `Layout LISTING`, where the listing names a file on each line. The blanks between two words
/// of a line, and how far in a statement or a member begins, are as the compiler's own library writes them; what goes on in
/// another line is whole steps further in. Prints each place where it is not so.
/// </summary>
internal static class Layout
{
    private const int Step = 4;

    private static SyntaxToken[] Tokens(string text)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp8, DocumentationMode.None);
        return CSharpSyntaxTree.ParseText(text, options).GetRoot().DescendantTokens().ToArray();
    }

    private static FileLinePositionSpan Place(SyntaxToken token) => token.GetLocation().GetLineSpan();

    private static int Column(SyntaxToken token) => Place(token).StartLinePosition.Character;

    private static int Line(SyntaxToken token) => Place(token).StartLinePosition.Line;

    private static bool Breaks(SyntaxToken left, SyntaxToken right) => Place(left).EndLinePosition.Line != Line(right);

    private static int Blanks(SyntaxToken left, SyntaxToken right) => right.SpanStart - left.Span.End;

    /// <summary>What begins in a line of its own, and the braces around several of them.</summary>
    private static SyntaxNode? Own(SyntaxToken token)
    {
        var nodes = token.Parent?.AncestorsAndSelf() ?? Enumerable.Empty<SyntaxNode>();
        return nodes.FirstOrDefault(node => node is StatementSyntax || node is MemberDeclarationSyntax || node is UsingDirectiveSyntax);
    }

    /// <summary>Whether what stands around is a part of an expression, which only our own lines break.</summary>
    private static bool IsWithin(SyntaxNode node) => node.Ancestors().Any(own => own is ExpressionSyntax);

    /// <summary>Whether it is a brace around the values of something new.</summary>
    private static bool IsBrace(SyntaxToken token, params SyntaxKind[] kinds) =>
        token.Parent is InitializerExpressionSyntax && kinds.Contains(token.Kind());

    /// <summary>The blanks that have to be where the library writes what nobody else does.</summary>
    private static int? Usual(SyntaxToken left, SyntaxToken right)
    {
        if (IsBrace(left, SyntaxKind.OpenBraceToken) || IsBrace(right, SyntaxKind.OpenBraceToken, SyntaxKind.CloseBraceToken))
        {
            return 1;
        }
        if (IsBrace(left, SyntaxKind.CloseBraceToken))
        {
            return 0;
        }
        var isClosing = right.IsKind(SyntaxKind.OpenParenToken) || right.IsKind(SyntaxKind.CloseParenToken);
        if (left.Parent is NullableTypeSyntax && (isClosing || right.IsKind(SyntaxKind.OpenBracketToken)))
        {
            return 0;
        }
        switch (right.Kind())
        {
            case SyntaxKind.WhenKeyword:
            case SyntaxKind.IsKeyword:
            case SyntaxKind.InKeyword:
                return 1;
            case SyntaxKind.ExclamationToken when right.Parent is PostfixUnaryExpressionSyntax:
                return 0;
            case SyntaxKind.OpenParenToken when right.Parent is ParenthesizedVariableDesignationSyntax:
            case SyntaxKind.SemicolonToken when left.IsKind(SyntaxKind.SemicolonToken):
                return 1;
            default:
                return null;
        }
    }

    private static string Said(SyntaxToken token) =>
        $"{Line(token) + 1}: {token.SyntaxTree?.GetText().Lines[Line(token)].ToString().Trim()}";

    private static IEnumerable<string> Wrong(string text)
    {
        var given = Tokens(text);
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp8)).GetRoot();
        var wanted = Tokens(root.NormalizeWhitespace(new string(' ', Step), "\n").ToFullString());
        if (!given.Select(own => own.Text).SequenceEqual(wanted.Select(own => own.Text)))
        {
            yield return "1: it is read as something else";
            yield break;
        }
        for (var at = 1; at < given.Length; at++)
        {
            var (left, right) = (given[at - 1], given[at]);
            var breaks = Breaks(wanted[at - 1], wanted[at]);
            if (!Breaks(left, right))
            {
                var blanks = Usual(left, right) ?? Blanks(wanted[at - 1], wanted[at]);
                if (!breaks && Blanks(left, right) != blanks)
                {
                    yield return $"{Said(right)}: {Blanks(left, right)} blanks before {right.Text}";
                }
                continue;
            }
            var own = Own(right);
            var isFree = own is null || IsWithin(own);
            if (breaks && !isFree && own?.GetFirstToken() == right && Column(right) != Column(wanted[at]))
            {
                yield return $"{Said(right)}: it begins at {Column(right)}, and not at {Column(wanted[at])}";
            }
            if (Column(right) % Step != 0 || (own != null && Column(right) < Column(own.GetFirstToken())))
            {
                yield return $"{Said(right)}: it begins at {Column(right)}";
            }
        }
    }

    private static int Main(string[] words)
    {
        var found = 0;
        foreach (var path in File.ReadAllLines(words[0]))
        {
            foreach (var wrong in Wrong(File.ReadAllText(path)))
            {
                Console.WriteLine($"{path}:{wrong}");
                found++;
            }
        }
        return found == 0 ? 0 : 1;
    }
}
