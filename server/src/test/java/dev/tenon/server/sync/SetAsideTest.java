package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// One bad record never keeps the rest of its page from being stored.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class SetAsideTest {
    private final Readership ours;

    SetAsideTest(Db db, @TempDir Path keys) {
        this.ours = new Readership(db, keys);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    @Test
    void records_that_cannot_be_read_are_set_aside_and_told() {
        ours.crm.fill(2).put("bad", "[1,2]").put("worse", "{\"Name\":");

        ours.run();

        assertThat(ours.stored()).containsOnlyKeys("r000", "r001");
        assertThat(ours.log()).anyMatch(line -> line.startsWith("warning") && line.contains("bad"));
    }

    /// No text in the database can hold the ids of two of them.
    @Test
    void records_that_the_database_refuses_are_set_aside_and_the_rest_of_the_page_is_stored() {
        ours.crm.fill(8).pagesOf(20);
        ours.crm.put("a\u0000", "{\"Name\":\"x\"}").put("z\u0000", "{\"Name\":\"y\"}");

        ours.run();

        assertThat(ours.stored()).hasSize(8);
        assertThat(ours.setAside())
                .extracting(SetAside.Entry::record)
                .containsExactly("a\\u0000", "z\\u0000");
        assertThat(ours.operations()).containsExactly("backfill success");
    }

    @Test
    void what_was_set_aside_leaves_the_list_when_it_comes_in_good_form() {
        ours.crm.fill(2).put("bad", "[1,2]");
        ours.run();
        assertThat(ours.setAside()).hasSize(1);
        ours.crm.put("bad", "{\"Name\":\"good\"}");

        ours.runAfter(Duration.ofMinutes(10));

        assertThat(ours.setAside()).isEmpty();
        assertThat(ours.stored()).containsKey("bad");
    }
}
