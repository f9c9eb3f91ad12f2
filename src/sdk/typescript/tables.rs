//! Tables of Markdown whose cells stand under each other, as prettier has them.

use crate::sdk::layout::columns;

/// The text with aligned tables. What stands in blocks of code is no table.
pub(super) fn aligned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut table: Vec<&str> = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if !in_code && line.starts_with('|') {
            table.push(line);
            continue;
        }
        add_table(&std::mem::take(&mut table), &mut out);
        out.push_str(line);
        out.push('\n');
    }
    add_table(&table, &mut out);
    out
}

fn add_table(lines: &[&str], out: &mut String) {
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| cells(line)).collect();
    let is_rule = |row: &[&str]| row.iter().all(|cell| is_dashes(cell));
    let count = rows.first().map_or(0, Vec::len);
    let is_table =
        rows.get(1).is_some_and(|row| is_rule(row)) && rows.iter().all(|row| row.len() == count);
    if !is_table {
        out.extend(lines.iter().flat_map(|line| [line, "\n"]));
        return;
    }
    let width = |cell: &str| cell.chars().map(columns).sum::<usize>();
    let widest = |column: usize| {
        let cells = rows.iter().filter(|row| !is_rule(row)).filter_map(|row| row.get(column));
        cells.map(|cell| width(cell)).max().unwrap_or(0).max("---".len())
    };
    let widths: Vec<usize> = (0..count).map(widest).collect();
    for (at, row) in rows.iter().enumerate() {
        for (cell, wanted) in row.iter().zip(&widths) {
            let (cell, fill) = if at == 1 { ("", '-') } else { (*cell, ' ') };
            out.push_str("| ");
            out.push_str(cell);
            out.extend(std::iter::repeat_n(fill, wanted.saturating_sub(width(cell))));
            out.push(' ');
        }
        out.push_str("|\n");
    }
}

fn is_dashes(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
}

/// The cells of a line. A bar behind a backslash is one of the text.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim_end().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut escaped = false;
    let bar = |letter: char| {
        let splits = letter == '|' && !escaped;
        escaped = letter == '\\' && !escaped;
        splits
    };
    inner.split(bar).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn cells_stand_under_each_other() {
        let text =
            "a\n\n| a | bbbb |\n|---|---|\n| 名前です | c\\|d |\n\n```\n| a |\n|-|\n```\n| b |\n";
        let expected = "a\n\n| a        | bbbb |\n| -------- | ---- |\n| 名前です | c\\|d |\n\n\
                        ```\n| a |\n|-|\n```\n| b |\n";
        assert_eq!(aligned(text), expected);
    }
}
