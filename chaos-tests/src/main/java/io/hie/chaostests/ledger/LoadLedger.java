package io.hie.chaostests.ledger;

import io.hie.chaostests.ChaosException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** The sender's ledger as a file: a line that names the run, then one line an event. */
public final class LoadLedger implements Closeable {
  private final LedgerWriter writer;

  private LoadLedger(LedgerWriter writer) {
    this.writer = writer;
  }

  public static LoadLedger create(Path path, String runId) throws IOException {
    LedgerWriter writer = LedgerWriter.create(path);
    writer.word("hie-load-ledger").number(1).word(runId).end();
    return new LoadLedger(writer);
  }

  /** Appends; on disk after {@link #flush}. */
  public void write(LoadEvent event) throws IOException {
    switch (event) {
      case LoadEvent.Sent e ->
          writer
              .word("S")
              .number(e.number())
              .number(e.patient())
              .number(e.sequence())
              .number(e.connection())
              .number(e.nanos())
              .number(e.length())
              .hex(e.digest())
              .word(e.type());
      case LoadEvent.Resent e ->
          writer.word("R").number(e.number()).number(e.attempt()).number(e.nanos());
      case LoadEvent.Answered e ->
          writer.word("A").number(e.number()).number(e.nanos()).word(e.code());
      case LoadEvent.Mismatched e -> writer.word("M").number(e.connection()).number(e.nanos());
      case LoadEvent.LinkLost e ->
          writer.word("X").number(e.connection()).number(e.nanos()).word(e.reason());
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

  /** The run that a ledger is of. */
  public static String runOf(Path path) {
    AtomicReference<String> run = new AtomicReference<>("");
    LedgerReader.read(
        path,
        line -> {
          if (run.get().isEmpty()) {
            run.set(header(line));
          }
        });
    return run.get();
  }

  /** The events of a ledger, read anew each time they are asked for. */
  public static Source<LoadEvent> events(Path path) {
    return consumer -> {
      boolean[] begun = {false};
      LedgerReader.read(
          path,
          line -> {
            if (begun[0]) {
              consumer.accept(event(line));
            } else {
              header(line);
              begun[0] = true;
            }
          });
    };
  }

  private static String header(LedgerReader line) {
    if (!line.word().equals("hie-load-ledger") || line.number() != 1) {
      throw new ChaosException(
          "this is no ledger of a load: " + line.bad("it has another header").getMessage());
    }
    return line.word();
  }

  private static LoadEvent event(LedgerReader line) {
    String kind = line.word();
    return switch (kind) {
      case "S" ->
          new LoadEvent.Sent(
              line.number(),
              line.small(),
              line.small(),
              line.small(),
              line.number(),
              line.small(),
              line.hex(),
              line.word().intern());
      case "R" -> new LoadEvent.Resent(line.number(), line.small(), line.number());
      case "A" -> new LoadEvent.Answered(line.number(), line.number(), line.word().intern());
      case "M" -> new LoadEvent.Mismatched(line.small(), line.number());
      case "X" -> new LoadEvent.LinkLost(line.small(), line.number(), line.word());
      default -> throw line.bad("'" + kind + "' is no kind of event");
    };
  }
}
