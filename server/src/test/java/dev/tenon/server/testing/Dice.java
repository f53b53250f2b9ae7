package dev.tenon.server.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Chance for properties: the same throws in every run, and a failure names its round, so that it
/// can be thrown again. For use by one thread.
public final class Dice {
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "B",
                    "z",
                    "0",
                    " ",
                    "'",
                    "\"",
                    "\\",
                    "/",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "%",
                    "_",
                    "\n",
                    "\t",
                    "\u0001",
                    "\u007f",
                    "é",
                    "É",
                    "ß",
                    "ﬁ",
                    "漢",
                    "\u2028",
                    "\ud83d\ude00",
                    "\ufffd");

    private final Random random;

    /// @param seed tells these dice from others
    public Dice(long seed) {
        this.random = new Random(seed);
    }

    /// Plays `rounds` rounds, each with dice of its own.
    public static void play(int rounds, Consumer<Dice> round) {
        for (int number = 1; number <= rounds; number++) {
            try {
                round.accept(new Dice(number));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(
                        "with new Dice(" + number + "): " + failure.getMessage(), failure);
            }
        }
    }

    /// A number from 0 to `bound` - 1.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// A number from `least` to `most`.
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /// Whether one of `of` equal cases has come up.
    public boolean oneIn(int of) {
        return random.nextInt(of) == 0;
    }

    /// Any long.
    public long any() {
        return random.nextLong();
    }

    /// One of a list.
    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// The same elements in another order.
    public <T> List<T> shuffled(Collection<? extends T> elements) {
        var shuffled = new ArrayList<T>(elements);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /// A text that is hard on whatever quotes, escapes, counts or sorts it; PostgreSQL can store
    /// it.
    public String text(int mostPieces) {
        var text = new StringBuilder();
        for (int left = below(mostPieces + 1); left > 0; left--) text.append(of(PIECES));
        return text.toString();
    }
}
