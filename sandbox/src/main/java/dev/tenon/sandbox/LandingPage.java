package dev.tenon.sandbox;

import dev.tenon.sandbox.web.SimulatedSystem;
import java.util.List;

/// The page at `/`: what this is and what can be done here.
final class LandingPage {
    private static final List<String> CALLS =
            List.of(
                    "GET /admin/orgs",
                    "GET /admin/orgs/{org}/counts",
                    "GET /admin/orgs/{org}/records/{object}/{id}",
                    "POST /admin/orgs/{org}/records/{object}",
                    "PATCH /admin/orgs/{org}/records/{object}/{id}",
                    "DELETE /admin/orgs/{org}/records/{object}/{id}",
                    "POST /admin/orgs/{org}/burst/{object}",
                    "GET /admin/orgs/{org}/dump/{object}?fields=Name,Industry",
                    "PUT /admin/orgs/{org}/duplicate-rules/{object}",
                    "DELETE /admin/orgs/{org}/duplicate-rules/{object}",
                    "POST /admin/orgs/{org}/objects",
                    "POST /admin/orgs/{org}/fields/{object}",
                    "PATCH /admin/orgs/{org}/fields/{object}/{field}",
                    "DELETE /admin/orgs/{org}/fields/{object}/{field}",
                    "PUT /admin/orgs/{org}/limit",
                    "GET /admin/faults",
                    "POST /admin/faults",
                    "DELETE /admin/faults",
                    "POST /admin/acts",
                    "GET /admin/stats",
                    "GET /admin/calls");

    private LandingPage() {}

    static String of(List<SimulatedSystem> systems, String origin) {
        var body = new StringBuilder();
        for (SimulatedSystem system : systems) {
            body.append("<h2>").append(system.name()).append("</h2><ul>");
            system.summary().forEach(line -> body.append("<li>").append(line).append("</li>"));
            body.append("</ul>");
        }
        body.append("<h2>Admin calls</h2><ul>");
        CALLS.forEach(call -> body.append("<li><code>").append(call).append("</code></li>"));
        body.append("</ul>");
        return """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tenon sandbox</title><style>
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:3rem auto;padding:0 1.5rem;color:#1c2b3a}
        h1{color:#0b3b63}code{background:#eef2f7;padding:.1rem .35rem;border-radius:4px}
        </style></head><body><h1>Tenon sandbox</h1>
        <p>Simulated SaaS systems to develop and test against. Nothing here is real; sign in at
        <code>%s/services/oauth2/authorize</code> with any of the users below.</p>%s</body></html>
        """
                .formatted(origin, body);
    }
}
