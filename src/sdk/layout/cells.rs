//! Cells that stand under each other.

use super::marks::CELL;

/// The text with blanks in place of the marks between cells: a cell is as wide as the widest of those above and below it
/// in lines that follow each other.
pub(super) fn aligned(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(cell) = rest.find(CELL) {
        let start = rest.get(..cell).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let (before, block) = rest.split_at_checked(start).unwrap_or_default();
        out.push_str(before);
        let lines = block.split_inclusive('\n');
        let length = lines.take_while(|line| line.contains(CELL)).map(str::len).sum();
        let (block, after) = block.split_at_checked(length).unwrap_or_default();
        align(block, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Adds lines that follow each other and have cells.
fn align(block: &str, out: &mut String) {
    let lines: Vec<Vec<&str>> =
        block.split_inclusive('\n').map(|line| line.split(CELL).collect()).collect();
    let mut widths: Vec<Vec<usize>> =
        lines.iter().map(|cells| cells.iter().map(|cell| cell.chars().count()).collect()).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..most {
        let ends = |line: &Vec<usize>| line.len() > column + 1;
        for block in widths.chunk_by_mut(|above, below| ends(above) && ends(below)) {
            let cells = || block.iter().filter(|line| ends(line));
            let Some(widest) = cells().filter_map(|line| line.get(column)).max().copied() else {
                continue;
            };
            for cell in block.iter_mut().filter_map(|line| line.get_mut(column)) {
                *cell = widest;
            }
        }
    }
    for (cells, widths) in lines.iter().zip(&widths) {
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            out.push_str(cell);
            if at + 1 < cells.len() {
                let blanks = width + 1 - cell.chars().count();
                out.extend(std::iter::repeat_n(' ', blanks));
            }
        }
    }
}
