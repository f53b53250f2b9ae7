package dev.tenon.server.db;

import dev.tenon.diagnostics.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Says that a data directory with a database in it is this process's, until it is closed or the
/// process ends in whatever way. Two processes there would each take the other for dead, and the
/// one that ended first would stop the database of both.
final class DirectoryLock implements AutoCloseable {
    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /// Takes the directory.
    ///
    /// @throws Refusal `database.directory-in-use` when somebody else has it
    static DirectoryLock take(Path directory) throws IOException {
        FileChannel file =
                FileChannel.open(
                        directory.resolve("tenon.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (lock(file) != null) return new DirectoryLock(file);
        file.close();
        throw new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "database.directory-in-use",
                "Another Tenon is running in this data directory.",
                directory.toString(),
                "Stop that one, or name another directory with --data. Several servers share work"
                        + " when all have the same --database-url.");
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
