package io.hie.chaostests.ledger;

import io.hie.chaostests.message.ControlId;
import io.hie.chaostests.message.Identity;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The destination's ledger as a file: a header line, then one line a reception. */
public final class SinkLedger implements Closeable {
  private final LedgerWriter writer;

  private SinkLedger(LedgerWriter writer) {
    this.writer = writer;
  }

  public static SinkLedger create(Path path) throws IOException {
    LedgerWriter writer = LedgerWriter.create(path);
    writer.word("hie-sink-ledger").number(1).end();
    writer.flush();
    return new SinkLedger(writer);
  }

  /** Appends; with the operating system after {@link #flush}. */
  public void write(Reception reception) throws IOException {
    Identity identity = reception.identity();
    writer
        .word(identity == null ? "U" : "D")
        .number(reception.nanos())
        .number(reception.connection())
        .number(reception.attempt())
        .number(reception.length())
        .hex(reception.digest())
        .word(reception.answer().name())
        .number(reception.delayMillis());
    if (identity != null) {
      writer
          .word(identity.id().run())
          .number(identity.id().number())
          .number(identity.patient())
          .number(identity.sequence());
    }
    writer.end();
  }

  public void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** The receptions of a ledger, read anew each time they are asked for. */
  public static Source<Reception> receptions(Path path) {
    return consumer -> {
      boolean[] begun = {false};
      LedgerReader.read(
          path,
          line -> {
            if (begun[0]) {
              consumer.accept(reception(line));
            } else if (line.word().equals("hie-sink-ledger") && line.number() == 1) {
              begun[0] = true;
            } else {
              throw line.bad("it has not the header of a sink's");
            }
          });
    };
  }

  private static Reception reception(LedgerReader line) {
    String kind = line.word();
    long nanos = line.number();
    long connection = line.number();
    int attempt = line.small();
    int length = line.small();
    long digest = line.hex();
    Reception.Given answer = Reception.Given.valueOf(line.word());
    int delay = line.small();
    Identity identity =
        switch (kind) {
          case "U" -> null;
          case "D" ->
              new Identity(
                  new ControlId(line.word().intern(), line.number()), line.small(), line.small());
          default -> throw line.bad("'" + kind + "' is no kind of reception");
        };
    return new Reception(nanos, connection, identity, attempt, length, digest, answer, delay);
  }
}
