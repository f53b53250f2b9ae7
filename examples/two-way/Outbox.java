import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Sends our people's edits to the CRM: all that wait, in one write, then all that gathered
/// meanwhile. For one thread.
final class Outbox {
    private final Tenon tenon;
    private final Companies companies;
    private final Feed feed;

    Outbox(Tenon tenon, Companies companies, Feed feed) {
        this.tenon = tenon;
        this.companies = companies;
        this.feed = feed;
    }

    void send() {
        try {
            while (true) {
                Companies.Batch batch = companies.next(1_000);
                if (batch != null) send(batch);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// When a write has ended, Tenon's store holds what the CRM has after it. Only when the feed
    /// has told us that, the edits may go: so a change by somebody else that came after ours is
    /// seen, and nobody has to compare clocks.
    private void send(Companies.Batch batch) throws InterruptedException {
        List<String> recordIds;
        try {
            recordIds = written(batch);
        } catch (Tenon.Refused refusal) {
            System.err.println("not written: " + refusal.getMessage());
            recordIds = Collections.nCopies(batch.records().size(), null);
        }
        feed.catchUp();
        companies.sent(batch.key(), recordIds);
    }

    private List<String> written(Companies.Batch batch) throws InterruptedException {
        if (!batch.type().equals("delete")) {
            return tenon.outcome(tenon.write(batch.key(), batch.type(), batch.records()));
        }
        var operations = new ArrayList<String>();
        for (int i = 0; i < batch.records().size(); i++) {
            List<Object> one = List.of(batch.records().get(i));
            operations.add(tenon.write(batch.key() + "-" + i, batch.type(), one));
        }
        var recordIds = new ArrayList<String>();
        for (String operation : operations) recordIds.addAll(tenon.outcome(operation));
        return recordIds;
    }
}
