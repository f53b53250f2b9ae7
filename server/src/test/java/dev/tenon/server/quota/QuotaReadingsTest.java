package dev.tenon.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.quota.QuotaReadings.Reading;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class QuotaReadingsTest {
    private final UUID connection = UUID.randomUUID();
    private final Db db;
    private final QuotaReadings readings;
    private final GroupId group;

    QuotaReadingsTest(Db db) {
        this.db = db;
        this.readings = new QuotaReadings(db);
        this.group = group();
    }

    private GroupId group() {
        var clock = new TestClock();
        return db.asSystem(tx -> {
            String name = "p" + UUID.randomUUID();
            var projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
            return new GroupId(projects.create(tx, name, name, "org").key(), 1);
        });
    }

    private static Reading reading(String quota, int used) {
        return new Reading(quota, used, 100, TestClock.START.plusSeconds(used));
    }

    private List<Reading> stored(GroupId asked) {
        return db
                .inTransaction(
                        asked.projectNumber(),
                        tx -> readings.of(tx, asked.project(), List.of(connection)))
                .stream()
                .map(QuotaReadings.Known::reading)
                .toList();
    }

    @Test
    void the_newest_word_on_each_quota_is_kept() {
        readings.note(group, connection, reading("daily", 1));
        readings.note(group, connection, reading("daily", 2));
        readings.note(group, connection, reading("bulk", 7));
        assertThat(stored(group)).as("nothing is stored in the way of a call").isEmpty();

        readings.flush();
        assertThat(stored(group)).containsExactly(reading("bulk", 7), reading("daily", 2));

        readings.note(group, connection, reading("daily", 3));
        readings.flush();
        readings.flush();
        assertThat(stored(group)).containsExactly(reading("bulk", 7), reading("daily", 3));
    }

    @Test
    void a_project_sees_its_own_readings() {
        GroupId stranger = group();
        readings.note(group, connection, reading("daily", 1));
        readings.note(stranger, connection, reading("daily", 2));
        readings.flush();

        assertThat(stored(group)).containsExactly(reading("daily", 1));
        assertThat(stored(stranger)).containsExactly(reading("daily", 2));
    }
}
