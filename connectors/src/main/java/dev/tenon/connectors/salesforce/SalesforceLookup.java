package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.RecordPage;
import dev.tenon.connectors.json.RecordShape;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Page;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.SchemaChanged;
import dev.tenon.spi.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Fetches records by id through the collection resource: 2,000 ids and any number of fields in one
/// call, for both travel in the body.
final class SalesforceLookup {
    private static final String TIME = ObjectTraits.TIMES.getFirst();

    private final SalesforceCalls calls;

    SalesforceLookup(SalesforceCalls calls) {
        this.calls = calls;
    }

    /// The records with these ids; those that are not there, or that no record can have, are gone.
    Page read(String object, Set<String> fields, List<String> ids) {
        if (ids.size() > RunQueries.MOST) {
            throw new IllegalArgumentException("at most " + RunQueries.MOST + " ids at once");
        }
        var gone = new ArrayList<String>();
        var asked = new ArrayList<String>();
        for (String id : ids) (Soql.isId(id) ? asked : gone).add(id);
        if (asked.isEmpty()) return new Page(Records.NONE, gone, null, null, false);
        RecordPage found = fetch(object, fields, asked);
        if (found.size() != asked.size()) throw wrongCount(asked.size(), found.size());
        for (int at = 0; at < asked.size(); at++) {
            if (found.at(at).isEmpty()) gone.add(asked.get(at));
        }
        return new Page(found, gone, null, null, false);
    }

    /// Few objects have no SystemModstamp, and only a describe would tell: so it is asked for, and
    /// left out when the answer is that there is none.
    private RecordPage fetch(String object, Set<String> fields, List<String> ids) {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(field -> wanted.add(Soql.field(field)));
        boolean isOurs = wanted.add(TIME);
        wanted.add("Id");
        try {
            return ask(object, wanted, ids);
        } catch (SchemaChanged changed) {
            if (!isOurs || !changed.names().contains(TIME)) throw changed;
            wanted.remove(TIME);
            return ask(object, wanted, ids);
        }
    }

    private RecordPage ask(String object, Set<String> fields, List<String> ids) {
        try {
            Map<String, Object> body = Map.of("ids", ids, "fields", fields);
            Reply reply = calls.ask("/composite/sobjects/" + object, body);
            return RecordPage.walk(reply.body(), new RecordShape("", "Id", TIME, Set.of()));
        } catch (ProviderException.NotFound _) {
            throw Soql.unknown(object);
        }
    }

    private static ProviderException wrongCount(int asked, int got) {
        String message = "Salesforce answered " + got + " records to " + asked + " ids.";
        return new ProviderException.Garbled(new ProviderException.Said("GARBLED", message, ""));
    }
}
