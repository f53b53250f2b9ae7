package dev.tenon.format;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/// One field of a cron schedule.
enum CronField {
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY("day of the month", 1, 31, ""),
    MONTH("month", 1, 12, "- jan feb mar apr may jun jul aug sep oct nov dec"),
    WEEKDAY("day of the week", 0, 7, "sun mon tue wed thu fri sat");

    private final String title;
    private final int least;
    private final int most;
    private final String names;

    CronField(String title, int least, int most, String names) {
        this.title = title;
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /// The values that a list of stars, numbers, ranges and steps means.
    BitSet parse(String text) throws Schedule.Malformed {
        var values = new BitSet();
        for (String part : text.split(",", -1)) addPart(values, part, text);
        if (this == WEEKDAY && values.get(7)) values.set(0);
        return values;
    }

    private void addPart(BitSet values, String part, String text) throws Schedule.Malformed {
        String[] range = part.split("/", -1);
        if (range.length > 2) throw malformed(text);
        int step = range.length == 2 ? number(range[1], text) : 1;
        if (step < 1) throw malformed(text);
        int from = least;
        int to = most;
        if (!range[0].equals("*")) {
            String[] ends = range[0].split("-", -1);
            if (ends.length > 2) throw malformed(text);
            from = value(ends[0], text);
            if (ends.length == 2) to = value(ends[1], text);
            else if (range.length == 1) to = from;
        }
        if (from > to) throw malformed(text);
        for (int value = from; value <= to; value += step) values.set(value);
    }

    private int value(String word, String text) throws Schedule.Malformed {
        boolean isName = !word.isEmpty() && Character.isLetter(word.charAt(0));
        int named =
                isName
                        ? Arrays.asList(names.split(" ")).indexOf(word.toLowerCase(Locale.ROOT))
                        : -1;
        int value = named >= 0 ? named : number(word, text);
        if (value < least || value > most) throw malformed(text);
        return value;
    }

    private int number(String digits, String text) throws Schedule.Malformed {
        if (!digits.matches("[0-9]{1,4}")) throw malformed(text);
        return Integer.parseInt(digits);
    }

    private Schedule.Malformed malformed(String text) {
        return new Schedule.Malformed(
                "\"%s\" is not a %s of a schedule.".formatted(text, title),
                "Write *, or numbers from %d to %d, such as 1,5 or 1-5 or */5."
                        .formatted(least, most));
    }
}
