package io.hie.chaostests.fake;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The fake node's log: two files that outlive it, one of what it accepted, one of what it
 * delivered.
 */
final class FakeStore {
  private final Path accepted;
  private final Path delivered;

  FakeStore(Path directory) throws IOException {
    Files.createDirectories(directory);
    this.accepted = directory.resolve("accepted");
    this.delivered = directory.resolve("delivered");
  }

  /** Every body that was accepted, in order; what a kill cut off at the end is left out. */
  List<byte[]> bodies() throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    if (Files.exists(accepted)) {
      DataInputStream in = new DataInputStream(Files.newInputStream(accepted));
      try (in) {
        while (in.available() >= 4) {
          int length = in.readInt();
          byte[] body = in.readNBytes(length);
          if (body.length == length) {
            bodies.add(body);
          }
        }
      }
    }
    return bodies;
  }

  /** How many of them were delivered. */
  int deliveredCount() throws IOException {
    return Files.exists(delivered) ? (int) Files.size(delivered) : 0;
  }

  void accept(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(body.length);
    data.write(body);
    append(accepted, bytes.toByteArray());
  }

  void delivered() throws IOException {
    append(delivered, new byte[] {1});
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(bytes);
    }
  }
}
