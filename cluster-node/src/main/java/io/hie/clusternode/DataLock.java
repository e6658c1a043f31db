package io.hie.clusternode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A data directory that is this process's until it ends, however it does, or until this is closed.
 */
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes a directory, which is made if it is not there; empty if another process has it. */
  static Optional<DataLock> take(Path data) throws IOException {
    OwnerOnly.createDirectory(data);
    FileChannel channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(new DataLock(channel));
      }
    } catch (OverlappingFileLockException thisProcessHasIt) {
      // As good as another.
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
