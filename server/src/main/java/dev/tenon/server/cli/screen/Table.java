package dev.tenon.server.cli.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows under headings, in aligned columns. Print it several times to show more rows under the same
/// headings. For use by one thread.
public final class Table {
    private static final int WIDEST = 60;
    private static final String GAP = "  ";

    private final String[] headings;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();
    private boolean hasHeadings;

    /// @param headings one for each column
    public Table(String... headings) {
        this.headings = headings.clone();
        this.widths = Arrays.stream(headings).mapToInt(String::length).toArray();
    }

    /// Adds a row with a cell for each column. Control characters become blanks, and what is longer
    /// than 60 characters is cut.
    public void row(String... cells) {
        if (cells.length != headings.length) throw new IllegalArgumentException("cells");
        String[] row = Arrays.stream(cells).map(Table::fit).toArray(String[]::new);
        for (int i = 0; i < row.length; i++) {
            widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
        }
        rows.add(row);
    }

    /// Prints the rows added since the last time, with headings the first time.
    public void print(Terminal terminal) {
        if (!hasHeadings)
            terminal.say(terminal.paint(Ink.BOLD, line(headings, new boolean[headings.length])));
        hasHeadings = true;
        boolean[] numeric = numeric();
        rows.forEach(row -> terminal.say(line(row, numeric)));
        rows.clear();
    }

    private static String fit(String cell) {
        String line = Terminal.clean(cell).replace('\n', ' ');
        if (line.codePointCount(0, line.length()) <= WIDEST) return line;
        return line.substring(0, line.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private String line(String[] cells, boolean[] numeric) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            int blanks = widths[i] - cells[i].codePointCount(0, cells[i].length());
            if (numeric[i]) line.repeat(' ', blanks);
            line.append(cells[i]);
            if (!numeric[i]) line.repeat(' ', blanks);
            line.append(GAP);
        }
        return line.toString().stripTrailing();
    }

    /// Columns of nothing but numbers, which stand under each other's last digit.
    private boolean[] numeric() {
        var numeric = new boolean[headings.length];
        for (int i = 0; i < numeric.length; i++) {
            int column = i;
            numeric[i] = rows.stream().allMatch(row -> isNumber(row[column]));
        }
        return numeric;
    }

    private static boolean isNumber(String cell) {
        return cell.chars()
                .allMatch(each -> (each >= '0' && each <= '9') || each == ',' || each == '.');
    }
}
