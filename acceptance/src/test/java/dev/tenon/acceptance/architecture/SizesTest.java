package dev.tenon.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SizesTest {
    private static final int MOST_LINES = 400;

    /// The files that may be longer. The list may only shrink: split a file instead of adding it.
    private static final Set<String> LONGER = Set.of();

    @Test
    void no_file_is_longer_than_a_reader_can_hold() {
        Set<String> tooLong =
                Repository.here().sources().stream()
                        .filter(file -> file.lines() > MOST_LINES)
                        .map(SourceFile::path)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(tooLong)
                .as("files over %d lines; those that are none any more leave the list", MOST_LINES)
                .containsExactlyInAnyOrderElementsOf(LONGER);
    }
}
