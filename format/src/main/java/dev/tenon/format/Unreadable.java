package dev.tenon.format;

/// A file of which nothing can be said but why it cannot be read.
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String rule;
    private final String fix;

    Unreadable(Place place, String rule, String what, String fix) {
        super(what);
        this.place = place;
        this.rule = rule;
        this.fix = fix;
    }

    Place place() {
        return place;
    }

    String rule() {
        return rule;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    String fix() {
        return fix;
    }
}
