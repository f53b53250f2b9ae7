package dev.tenon.server.boot;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.tenon.server.operation.CallLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/// The server's metrics in Prometheus' text format; built when first asked for.
final class Metrics {
    private final HikariDataSource pool;
    private final CallLog calls;
    private @Nullable PrometheusMeterRegistry registry;

    Metrics(HikariDataSource pool, CallLog calls) {
        this.pool = pool;
        this.calls = calls;
    }

    synchronized String scrape() {
        PrometheusMeterRegistry known = registry;
        if (known == null) {
            known = build();
            registry = known;
        }
        return known.scrape();
    }

    private PrometheusMeterRegistry build() {
        var made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(made);
        new ProcessorMetrics().bindTo(made);
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        Gauge.builder(
                        "tenon.db.connections.active",
                        connections,
                        HikariPoolMXBean::getActiveConnections)
                .description("database connections in use")
                .register(made);
        Gauge.builder(
                        "tenon.db.connections.waiting",
                        connections,
                        HikariPoolMXBean::getThreadsAwaitingConnection)
                .description("threads that wait for a database connection")
                .register(made);
        FunctionCounter.builder("tenon.provider.calls", calls, CallLog::total)
                .description("calls to providers")
                .register(made);
        return made;
    }
}
