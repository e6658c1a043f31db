package io.hie.protocols.file;

import io.hie.actormodel.item.Intake;
import io.hie.protocols.testing.Contexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own with a file service and an engine that is a file: each message stored is a
 * line, written before it is answered. Made to be killed.
 */
final class LedgerProcess implements Intake {
  private final Path ledger;
  private final Set<String> known;
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  private LedgerProcess(Path ledger) throws IOException {
    this.ledger = ledger;
    this.known = new HashSet<>(lines(ledger));
  }

  static List<String> lines(Path ledger) throws IOException {
    return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
  }

  /** Runs a service over {@code args[0]} with the ledger {@code args[1]}, until it is killed. */
  public static void main(String[] args) throws Exception {
    Folders folders = new Folders(Path.of(args[0]));
    LedgerProcess engine = new LedgerProcess(Path.of(args[1]));
    Folders.start(folders.settings(), engine, new Contexts());
    System.out.println("running");
    Thread.sleep(Long.MAX_VALUE);
  }

  @Override
  public void submit(Submission submission, Listener listener) {
    String id = String.valueOf(submission.controlId());
    var unused =
        later.schedule(
            () -> store(id, listener),
            ThreadLocalRandom.current().nextInt(3000),
            TimeUnit.MICROSECONDS);
  }

  private void store(String id, Listener listener) {
    if (!known.add(id)) {
      listener.onAcceptance(new Acceptance.Repeated(id));
      return;
    }
    try (FileChannel out =
        FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(StandardCharsets.UTF_8.encode(id + "\n"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    listener.onAcceptance(new Acceptance.Stored(id));
  }

  @Override
  public boolean isOpen(Runnable onOpen) {
    return true;
  }
}
