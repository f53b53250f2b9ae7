package dev.tenon.sandbox.salesforce.store;

/// What names, places and texts are made of.
final class Words {
    static final String[] FIRST = {
        "Amara",
        "Ben",
        "Chloe",
        "Diego",
        "Elif",
        "Farid",
        "Grace",
        "Hiro",
        "Ines",
        "Jonas",
        "Katya",
        "Liam",
        "Mei",
        "Noor",
        "Oskar",
        "Priya",
        "Quentin",
        "Rosa",
        "Sven",
        "Tara",
        "Umar",
        "Vera",
        "Wanda",
        "Yusuf",
        "Zo\u00eb"
    };
    static final String[] LAST = {
        "Andersson", "Baker", "Chen", "Dubois", "Eriksen", "Fischer", "Garc\u00eda", "Hughes",
                "Ito", "Jansen", "Kowalski",
        "Lopez", "M\u00fcller", "Nguyen", "O'Brien", "Patel", "Quinn", "Rossi", "Schmidt", "Tanaka",
                "Usman", "Varga",
        "Walker", "Xu", "Young", "Zimmer"
    };
    static final String[] COMPANY = {
        "Alder", "Beacon", "Cobalt", "Delta", "Ember", "Falcon", "Granite", "Harbor", "Iris",
                "Juniper", "Keystone",
        "Lumen", "Meridian", "Nimbus", "Orchid", "Pioneer", "Quarry", "Ridge", "Summit", "Timber",
                "Umbra", "Vertex"
    };
    static final String[] TRADE = {
        "Analytics",
        "Builders",
        "Cargo",
        "Dynamics",
        "Foods",
        "Health",
        "Labs",
        "Logistics",
        "Media",
        "Partners",
        "Robotics",
        "Systems",
        "Textiles",
        "Works"
    };
    static final String[] FORM = {"Inc.", "LLC", "GmbH", "Ltd", "S.A.", "AB"};
    static final String[] TITLES = {
        "Account Executive",
        "Chief Financial Officer",
        "Data Analyst",
        "Head of Operations",
        "IT Director",
        "Marketing Manager",
        "Procurement Lead",
        "Software Engineer",
        "VP Sales"
    };
    static final String[] DEPARTMENTS = {
        "Finance", "IT", "Legal", "Marketing", "Operations", "Sales"
    };
    static final String[] STREETS = {
        "Birch Lane", "Canal Street", "Depot Road", "Market Square", "Mill Road", "Station Avenue"
    };
    static final String[][] PLACES = {
        {"Austin", "TX", "73301", "USA"},
        {"Berlin", "Berlin", "10115", "Germany"},
        {"Boston", "MA", "02108", "USA"},
        {"Lisbon", "Lisboa", "1100-148", "Portugal"},
        {"London", "England", "EC1A 1BB", "United Kingdom"},
        {"Osaka", "Osaka", "530-0001", "Japan"},
        {"Toronto", "ON", "M5H 2N2", "Canada"},
        {"Pune", "MH", "411001", "India"}
    };
    static final String[] REMARKS = {
        "Met at the trade fair; wants a quote.",
        "Long-standing customer.\nPrefers e-mail.",
        "Asked for \"net 60\" terms.",
        "Renewal discussed; decision next quarter.",
        "Referred by a partner."
    };

    private Words() {}
}
