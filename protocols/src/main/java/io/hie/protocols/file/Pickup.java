package io.hie.protocols.file;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The one thread of a file service: looks, takes, hands over and puts away, one file after the
 * other.
 *
 * <p>At every moment a file is in exactly one place: where the sender put it, in the working place,
 * or put away. Whoever starts after a crash goes on from there: a file in the working place is read
 * again, what is noted as done is passed by, and what was on its way at the crash is recognised by
 * the engine as the retry that it is.
 */
final class Pickup implements Runnable {
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  private final FileServiceSettings settings;
  private final ItemContext context;
  private final Signal signal;
  private final Inbox inbox;
  private final WorkingPlace working;
  private final Shelf archive;
  private final Shelf errors;
  private final Feeder feeder;
  private final Logger log;
  private String told = "";

  /**
   * @param directory {@code Directory} without symbolic links
   */
  Pickup(
      FileServiceSettings settings,
      ItemContext context,
      Signal signal,
      Path directory,
      WorkingPlace working,
      Shelf archive,
      Shelf errors) {
    this.settings = settings;
    this.context = context;
    this.signal = signal;
    this.inbox = new Inbox(directory, settings, context.clock());
    this.working = working;
    this.archive = archive;
    this.errors = errors;
    this.log = context.log();
    this.feeder =
        new Feeder(context.intake(), signal, settings.maxPipelined(), settings.pollInterval(), log);
  }

  @Override
  public void run() {
    untilItWorks(
        () -> {
          for (Claim claim : working.leftovers()) {
            log.info("goes on with file {} of an earlier run", claim.id());
            finish(claim);
          }
        });
    while (!signal.isStopping()) {
      if (!signal.isPaused()) {
        untilItWorks(this::look);
      }
      signal.pauseFor(settings.pollInterval());
    }
  }

  private void look() throws IOException {
    for (Inbox.Seen seen : inbox.ready()) {
      if (signal.isStopping() || signal.isPaused()) {
        return;
      }
      Optional<Claim> claim = working.take(seen);
      if (claim.isPresent()) {
        finish(claim.get());
      }
    }
    tell(Outside.CONNECTED, "takes files from " + settings.directory());
  }

  /** Work on files that may fail by the file system's fault. */
  @FunctionalInterface
  private interface FileWork {
    void run() throws IOException;
  }

  /** Does it until it works, or until it is to stop; waits longer after each failure. */
  private void untilItWorks(FileWork work) {
    Duration delay = settings.pollInterval();
    while (!signal.isStopping()) {
      try {
        work.run();
        return;
      } catch (IOException failed) {
        if (signal.isStopping()) {
          return;
        }
        tell(
            Outside.CONNECTING,
            "the directories of this item cannot be worked with: " + IoFault.of(failed).text());
      } catch (RuntimeException unforeseen) {
        tell(Outside.CONNECTING, "failed unforeseen: " + unforeseen.getClass().getName());
        log.error("taking files failed unforeseen: {}", unforeseen.getClass().getName());
      }
      signal.pauseFor(delay);
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
  }

  /** Deals with a file to its end, unless it is to stop before. */
  private void finish(Claim claim) {
    untilItWorks(
        () -> {
          try {
            handOver(claim);
          } catch (MessageFile.RefusedException refused) {
            refuse(claim, refused.fault());
          } catch (NoSuchFileException gone) {
            if (claim.isThere()) {
              throw gone; // it is a directory elsewhere that is missing
            }
            log.warn("file {} was taken away while it was worked on", claim.id());
            claim.forget();
          }
        });
  }

  private void handOver(Claim claim) throws IOException, MessageFile.RefusedException {
    Payload bytes = read(claim);
    MessageFile file =
        MessageFile.of(bytes, settings, context.item(), claim.id(), context.clock().instant());
    for (String warning : file.warnings()) {
      log.warn("file {} is taken although {}", claim.id(), warning);
    }
    int done = Math.min(claim.done(), file.size());
    while (file.position() < done) {
      file.skip();
    }
    Whole whole = new Whole();
    try (Claim.Progress progress = claim.openProgress()) {
      boolean all =
          feeder.feed(
              file,
              position -> note(progress, position, file, whole),
              (position, part) -> setAside(claim, file, position, part, whole));
      if (!all) {
        return;
      }
    }
    if (whole.fault != null) {
      refuse(claim, whole.fault);
    } else {
      archive.put(claim);
      claim.forget();
      log.debug("file {} is archived, messages: {}", claim.id(), file.size());
    }
  }

  /** What is found out about the file as a whole while its messages are handed over. */
  private static final class Whole {
    private @Nullable Fault fault;
  }

  private void note(Claim.Progress progress, int position, MessageFile file, Whole whole) {
    if (file.size() == 1 || whole.fault != null) {
      return; // there is nothing between not begun and done
    }
    try {
      progress.note(position);
    } catch (IOException notNoted) {
      // it is only a help: without it more is handed over again after a crash, and recognised
      log.debug("progress is not noted: {}", IoFault.of(notNoted).text());
    }
  }

  private boolean setAside(
      Claim claim, MessageFile file, int position, MessageFile.Part.Unreadable part, Whole whole) {
    if (file.size() == 1) {
      whole.fault = part.fault();
      return true;
    }
    try {
      errors.putPart(claim, position, file.size(), part.bytes(), part.fault(), context.item());
      log.warn(
          "message {} of file {} is in ErrorDirectory: {}",
          position,
          claim.id(),
          part.fault().code());
      return true;
    } catch (IOException failed) {
      tell(Outside.CONNECTING, "ErrorDirectory cannot be written: " + IoFault.of(failed).text());
      return false;
    }
  }

  private void refuse(Claim claim, Fault fault) throws IOException {
    errors.put(claim, fault, context.item());
    claim.forget();
    log.warn("file {} is in ErrorDirectory: {}", claim.id(), fault.code());
  }

  /** The file's bytes, once nothing writes to it any more. */
  private Payload read(Claim claim) throws IOException, MessageFile.RefusedException {
    try {
      Inbox.Seen seen = claim.seen();
      while (true) {
        BasicFileAttributes before = attributes(claim);
        if (before.size() > settings.maxFileBytes()) {
          throw new MessageFile.RefusedException(
              "file-too-large",
              before.size() + " bytes, MaxFileBytes is " + settings.maxFileBytes());
        }
        byte[] bytes = Files.readAllBytes(claim.file());
        BasicFileAttributes after = attributes(claim);
        if (bytes.length == after.size()
            && before.lastModifiedTime().equals(after.lastModifiedTime())
            && (seen == null || seen.isAs(after))) {
          return Payload.wrap(bytes);
        }
        seen = null; // it has changed since; it must stay as it is now
        signal.pauseFor(settings.stableFor());
        if (signal.isStopping()) {
          throw new IOException("told to stop");
        }
      }
    } catch (AccessDeniedException notReadable) {
      throw new MessageFile.RefusedException(
          "no-permission", "HIE has no right to read the file; it moved it here unread");
    }
  }

  private static BasicFileAttributes attributes(Claim claim) throws IOException {
    return Files.readAttributes(claim.file(), BasicFileAttributes.class);
  }

  private void tell(Outside outside, String detail) {
    if (!detail.equals(told)) {
      told = detail;
      context.status().outside(outside, detail);
    }
  }
}
