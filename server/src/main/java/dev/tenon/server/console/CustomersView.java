package dev.tenon.server.console;

import dev.tenon.server.console.CustomerList.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The list of customers as the templates print it.
///
/// @param projects names of those that the visitor may choose
/// @param isNew whether nothing was ever installed in the project
record CustomersView(
        CustomerQuery query,
        List<String> projects,
        List<Filter> filters,
        List<Customer> customers,
        Paging paging,
        boolean isNew) {
    CustomersView {
        projects = List.copyOf(projects);
        filters = List.copyOf(filters);
        customers = List.copyOf(customers);
    }

    /// Shows one health alone.
    record Filter(Pill pill, String count, String address, boolean isChosen) {}

    /// Addresses of other pages; null where there is none.
    record Paging(@Nullable String first, @Nullable String next) {}

    /// One installation.
    record Customer(
            String id,
            String address,
            Names names,
            String connection,
            Pill health,
            Numbers numbers,
            Run run,
            @Nullable Problem problem) {}

    /// @param pending changes not delivered yet; empty for none
    /// @param undelivered why the last delivery failed; empty when it did not
    record Numbers(String records, String pending, String undelivered) {}

    /// @param last when a run last ended well; null before the first
    record Run(boolean isRunning, Wording.@Nullable When last) {}

    /// @param cut what fits into a row
    record Problem(String cut, String full) {
        boolean isCut() {
            return !cut.equals(full);
        }

        /// Tells this text from others, so that a browser keeps the one that is open.
        String key() {
            return Integer.toHexString(full.hashCode());
        }
    }
}
