import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Brings the CRM's changes into our table. A webhook only wakes it; what changed, it reads from
/// the change feed, from the place that our own table keeps. So it does not matter whether webhooks
/// are late, come twice or are lost. Any thread may use it.
final class Feed {
    /// If no webhook ever came, this is how late we would be.
    private static final long AT_LEAST_EVERY_SECONDS = 30;

    private final Tenon tenon;
    private final Companies companies;
    private final Semaphore news = new Semaphore(1);

    Feed(Tenon tenon, Companies companies) {
        this.tenon = tenon;
        this.companies = companies;
    }

    /// There may be something new.
    void wake() {
        news.release();
    }

    void follow() {
        try {
            while (true) {
                if (news.tryAcquire(AT_LEAST_EVERY_SECONDS, TimeUnit.SECONDS)) news.drainPermits();
                catchUp();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads to the end of the feed. One thread at a time, so that pages are taken in order.
    synchronized void catchUp() throws InterruptedException {
        while (true) {
            Map<String, Object> page;
            try {
                page = tenon.changes(companies.place());
            } catch (Tenon.Refused refusal) {
                System.err.println("the feed is not to be had: " + refusal.getMessage());
                return;
            }
            List<Object> rows = Json.list(page.get("results"));
            if (rows.isEmpty()) return;
            companies.take(rows, Json.text(page, "next"));
        }
    }
}
