package dev.tenon.server.write;

import dev.tenon.server.db.TimeId;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordStore;
import dev.tenon.spi.Discovery.ObjectSchema;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/// A read of a customer's contacts that goes on beside their writes. For use by one thread.
final class OtherRead {
    private final Customer customer;
    private final Datasets datasets;
    private final Operations operations;
    private final RecordStore store = new RecordStore((_, _) -> {});

    OtherRead(Customer customer) {
        this.customer = customer;
        this.datasets = new Datasets(customer.clock);
        this.operations =
                new Operations(new TimeId(customer.clock, new SecureRandom()), customer.clock);
    }

    /// Stores a record as the provider has it now.
    void stores(String id) {
        var installed = customer.installed;
        var read = Objects.requireNonNull(installed.config().reads().get("Contact"));
        ObjectSchema schema =
                CrmSchema.objects().stream()
                        .filter(each -> each.object().name().equals("Contact"))
                        .findFirst()
                        .orElseThrow();
        ObjectShape shape = ObjectShape.of(read, schema);
        customer.get(tx -> {
            Dataset dataset =
                    datasets.find(tx, customer.group(), installed.installation().id(), "Contact")
                            .orElseThrow();
            var subject =
                    new Operation.Subject(
                            installed.revision().integration(),
                            installed.installation().id(),
                            Operation.Action.READ,
                            "Contact",
                            "scheduled");
            long number = operations.begin(tx, customer.group(), subject).number();
            var shaper = new RecordShaper(shape.selection(), dataset.slots());
            var page = customer.crm.answer(shape.selection().types().keySet(), List.of(id));
            var batch =
                    new RecordStore.Batch(
                            shaper.shape(page.records()).records(), List.of(), dataset.seq());
            var stamp = new RecordStore.Stamp(number, customer.clock.instant());
            return store.apply(tx, dataset.id(), batch, stamp);
        });
    }
}
