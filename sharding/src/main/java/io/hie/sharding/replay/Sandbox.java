package io.hie.sharding.replay;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Production;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A production without its outside. Processes are made and decide as they do in the real one;
 * services and operations are never made, so there is nothing here that could send: what would have
 * been given to an operation is recorded. A process that opens connections by itself is its
 * author's doing, and is not held back. Used by one thread at a time.
 */
final class Sandbox implements AutoCloseable {
  private static final int MOST_STEPS = 1_000;
  private static final long SECONDS = 30;
  private static final Executor WORKERS = Executors.newVirtualThreadPerTaskExecutor();

  private final Production production;
  private final Map<String, CompletableFuture<Process>> processes = new HashMap<>();

  private final ActorSystem<?> system;
  private final Clock clock;

  Sandbox(Production production, ActorSystem<?> system, Clock clock) {
    this.production = production;
    this.system = system;
    this.clock = clock;
  }

  private record Step(String item, Payload body) {}

  /**
   * What would become of a message; completes with a record for each place that it would end at.
   */
  CompletionStage<List<Job.Recorded>> run(Candidates.Candidate candidate) {
    return CompletableFuture.supplyAsync(() -> runNow(candidate), WORKERS);
  }

  private List<Job.Recorded> runNow(Candidates.Candidate candidate) {
    List<Job.Recorded> records = new ArrayList<>();
    ArrayDeque<Step> open = new ArrayDeque<>();
    MessageEnvelope envelope = candidate.envelope();
    String source = envelope.header().source();
    if (!candidate.given().item().isEmpty()) {
      open.add(new Step(candidate.given().item(), envelope.body().rawPayload()));
    } else if (production.item(source).isPresent()) {
      for (String target : production.item(source).get().host().targetConfigNames()) {
        open.add(new Step(target, envelope.body().rawPayload()));
      }
    } else {
      records.add(
          record(candidate, new Step(source, envelope.body().rawPayload()), "no such service"));
    }
    for (int steps = 0; !open.isEmpty(); steps++) {
      Step step = open.poll();
      ItemDefinition item = production.item(step.item()).orElse(null);
      if (item == null) {
        records.add(record(candidate, step, "no such item"));
      } else if (steps == MOST_STEPS) {
        records.add(record(candidate, step, "more than " + MOST_STEPS + " steps"));
        return records;
      } else if (item.kind() == ItemKind.OPERATION) {
        records.add(record(candidate, step, null));
      } else {
        decide(candidate, item, step, open, records);
      }
    }
    return records;
  }

  private void decide(
      Candidates.Candidate candidate,
      ItemDefinition item,
      Step step,
      ArrayDeque<Step> open,
      List<Job.Recorded> records) {
    try {
      Handling handling =
          processes
              .computeIfAbsent(item.name(), name -> start(item))
              .get(SECONDS, TimeUnit.SECONDS)
              .handleAsync(candidate.at(item.name(), step.body()))
              .toCompletableFuture()
              .get(SECONDS, TimeUnit.SECONDS);
      if (handling.outputs().isEmpty()) {
        records.add(record(candidate, step, "filtered"));
      }
      for (Handling.Output output : handling.outputs()) {
        Payload body = output.payload();
        open.add(new Step(output.target(), body == null ? step.body() : body));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      records.add(record(candidate, step, "stopped"));
    } catch (Exception failed) {
      // Its text may quote the message.
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      records.add(record(candidate, step, "failed with " + cause.getClass().getSimpleName()));
    }
  }

  private CompletableFuture<Process> start(ItemDefinition item) {
    ItemContext nothingOutside =
        new ItemContext(
            production.workspace().id(),
            production.name(),
            item.name(),
            new Closed(),
            (outside, detail) -> {},
            system,
            clock,
            LoggerFactory.getLogger("hie.sandbox." + production.name() + "." + item.name()));
    if (!(production.types().get(item.type()).create(item, nothingOutside)
        instanceof Process process)) {
      return CompletableFuture.failedFuture(new IllegalStateException("not a process"));
    }
    return process.start().thenApply(started -> process).toCompletableFuture();
  }

  private static Job.Recorded record(
      Candidates.Candidate candidate, Step step, @Nullable String failure) {
    return new Job.Recorded(
        candidate.given().history(),
        candidate.given().header().messageId(),
        step.item(),
        step.body().size(),
        sha256(step.body()),
        failure);
  }

  private static String sha256(Payload body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body.asByteBuffer());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Stops the processes. */
  @Override
  public void close() {
    processes.values().forEach(each -> each.thenAccept(Process::stop));
  }

  /** The way in of a process, which takes nothing. */
  private static final class Closed implements Intake {
    @Override
    public void submit(Submission submission, Listener listener) {
      listener.onAcceptance(new Acceptance.NotStored("nothing comes into a sandbox"));
    }

    @Override
    public boolean isOpen(Runnable onOpen) {
      return false;
    }
  }
}
