package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.proxy.Paused;
import dev.tenon.spi.ProviderException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// Turns everything that goes wrong while a request is answered into a problem.
record Rescue(String requestId, InstantSource clock) {
    private static final System.Logger LOG = System.getLogger("tenon.api");

    /// Never throws.
    Reply from(Supplier<Reply> answer) {
        try {
            return answer.get();
        } catch (Refusal refusal) {
            return Problems.of(refusal, requestId, clock.instant());
        } catch (Throttled throttled) {
            return Problems.of(throttled.refusal(), requestId, clock.instant())
                    .with(throttled.headers());
        } catch (Paused paused) {
            return Problems.of(paused.refusal(), requestId, clock.instant()).with(paused.headers());
        } catch (ProviderException refused) {
            return Problems.of(Problems.of(refused), requestId, clock.instant());
        } catch (SqlFailure failure) {
            return unkept(failure);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", bug);
            return broken(500, "server.failed", "Something went wrong on the server.");
        }
    }

    private Reply unkept(SqlFailure failure) {
        if (failure.isStrangeText()) {
            return invalid(
                    "request.bad-character",
                    "A text has a character that cannot be stored, such as U+0000.",
                    "Leave it out.");
        }
        if (failure.isBadValue()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "request " + requestId + " has a bad value",
                    failure);
            return invalid(
                    "request.bad-value",
                    "A value of the request is out of range.",
                    "Look for a number or a time that is far too large or too small.");
        }
        LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", failure);
        return broken(503, "database.away", "The database did not do what was asked.");
    }

    private Reply invalid(String code, String what, String fix) {
        var refusal = new Refusal(Refusal.Kind.INVALID, code, what, "request", fix);
        return Problems.of(refusal, requestId, clock.instant());
    }

    private Reply broken(int status, String code, String what) {
        var diagnostic =
                new Diagnostic(
                        code,
                        what,
                        "request " + requestId,
                        "Try again; if it stays so, look for this request id in the server's log.");
        return Problems.of(status, List.of(diagnostic), requestId, clock.instant());
    }
}
