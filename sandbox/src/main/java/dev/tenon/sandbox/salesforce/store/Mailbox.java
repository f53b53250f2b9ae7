package dev.tenon.sandbox.salesforce.store;

import java.util.Locale;

/// E-mail addresses that name their row, so that one is found without a scan.
record Mailbox(Lot lot) implements Seed {
    private static final String DOMAIN = "@mail.example";

    @Override
    public Object of(int row) {
        return lot.pick(row, 10, Words.FIRST).toLowerCase(Locale.ROOT).replace("\u00eb", "e")
                + "."
                + (row + 1)
                + DOMAIN;
    }

    @Override
    public int[] rowsWith(Object value, int rows) {
        String text = value.toString().toLowerCase(Locale.ROOT);
        int dot = text.indexOf('.');
        if (dot < 0 || !text.endsWith(DOMAIN) || dot + 1 > text.length() - DOMAIN.length())
            return new int[0];
        try {
            int row =
                    Integer.parseInt(text.substring(dot + 1, text.length() - DOMAIN.length())) - 1;
            return row >= 0 && row < rows && text.equals(of(row)) ? new int[] {row} : new int[0];
        } catch (NumberFormatException notOurs) {
            return new int[0];
        }
    }
}
