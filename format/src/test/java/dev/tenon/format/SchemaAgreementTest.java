package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The JSON Schema for editors and the reader must say the same.
class SchemaAgreementTest {
    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Manifests.resource("manifest.schema.json"));

    @Test
    void the_schema_accepts_every_key_and_every_sample() {
        assertThat(complaints(Manifests.everyKey())).isEmpty();
        Manifests.samples()
                .forEach((file, source) -> assertThat(complaints(source)).as(file).isEmpty());
    }

    @Test
    void the_schema_refuses_what_the_reader_refuses() {
        for (BrokenManifest broken : BrokenManifest.errors()) {
            if (!broken.schemaToo()) continue;
            assertThat(complaints(broken.source())).as(broken.toString()).isNotEmpty();
        }
    }

    @Test
    void the_schema_lets_warnings_pass() {
        for (BrokenManifest broken : BrokenManifest.warnings()) {
            assertThat(complaints(broken.source())).as(broken.toString()).isEmpty();
        }
    }

    private List<Error> complaints(String source) {
        return schema.validate(Manifests.json(source));
    }
}
