package dev.tenon.format;

/// What is said of a value of the wrong type.
final class WrongType {
    private WrongType() {}

    /// Notes that something else must stand here.
    static void note(Written written, String wanted, String fix, Notes notes) {
        boolean nothing = written instanceof Written.Nothing;
        notes.error(
                written.place(),
                "wrong-type",
                nothing
                        ? "There is no value here; it must be %s.".formatted(wanted)
                        : "This is %s; it must be %s.".formatted(written.kind(), wanted),
                nothing ? giveOrRemove() : fix);
    }

    /// The fix for nothing at all.
    static String giveOrRemove() {
        return "Give it a value, or remove the key.";
    }

    /// The fix where a text is wanted.
    static String textFix(Written written) {
        return switch (written) {
            case Written.Whole _, Written.Fraction _, Written.Flag _ -> "Put it in quotes.";
            case Written.Tree _, Written.Row _ -> "Write a single piece of text.";
            case Written.Text _, Written.Nothing _ -> giveOrRemove();
        };
    }
}
