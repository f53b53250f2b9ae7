package dev.tenon.server.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One installation as the templates print it.
///
/// @param address of this page
/// @param back the list of its project's customers
/// @param trouble what is wrong with the connection; null when nothing is
record InstallationView(
        String address,
        String back,
        Names names,
        Pill standing,
        List<Fact> facts,
        @Nullable Trouble trouble,
        List<ObjectRow> objects,
        List<OperationRow> operations) {
    InstallationView {
        facts = List.copyOf(facts);
        objects = List.copyOf(objects);
        operations = List.copyOf(operations);
    }

    /// Of the customer and of what is installed.
    record Names(String customer, String ref, String integration) {}

    /// Something worth knowing.
    record Fact(String label, String value) {}

    /// What is wrong, and what to do.
    record Trouble(String what, String fix) {}

    /// One object.
    ///
    /// @param progress of the run under way; null between runs
    /// @param last when a run last ended well
    /// @param next when the next run begins; null when none is planned
    record ObjectRow(
            ObjectName name,
            Pill state,
            @Nullable Progress progress,
            String records,
            Wording.@Nullable When last,
            Wording.@Nullable When next,
            @Nullable Delivery delivery,
            @Nullable Trouble trouble) {}

    /// @param shown the product's name, where it has one
    /// @param atProvider empty when it is the same
    record ObjectName(String shown, String atProvider) {}

    /// @param most 0 when nobody knows
    record Progress(long done, long most, String words) {}

    /// @param problem why the last delivery failed; empty when it did not
    record Delivery(String destination, String pending, String problem) {}

    /// One unit of work.
    ///
    /// @param log the address of its log
    /// @param took how long it lasted; empty while it is under way
    record OperationRow(
            String id,
            String log,
            String what,
            Pill state,
            Wording.@Nullable When began,
            String took,
            String result) {}

    /// The log of one operation.
    ///
    /// @param isUnderWay whether more may come
    /// @param isCut whether there are more lines than are shown
    record Log(
            OperationRow operation,
            String back,
            List<Line> lines,
            boolean isUnderWay,
            boolean isCut) {
        Log {
            lines = List.copyOf(lines);
        }
    }

    /// One line of a log.
    ///
    /// @param details JSON; empty for none
    record Line(String time, String exact, String severity, String message, String details) {}
}
