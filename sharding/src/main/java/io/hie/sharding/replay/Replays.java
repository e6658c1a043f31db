package io.hie.sharding.replay;

import io.hie.actormodel.history.MessageFilter;
import io.hie.actormodel.production.Production;
import io.hie.sharding.history.Given;
import io.hie.sharding.history.Histories;
import io.hie.sharding.history.HistoryCommand;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.history.HistoryCommand.Result;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * Replays of a cluster: planned, begun, paused, resumed, cancelled. Live ones send through the
 * histories of the messages, in each one message after the other, so that the order within a key is
 * the order of acceptance; those into the sandbox send nothing. Safe from any thread.
 */
public final class Replays {
  private static final Duration ASK = Duration.ofSeconds(20);
  private static final Duration PLAN_TIME = Duration.ofSeconds(15);
  private static final int BATCH = 100;
  private static final Duration BATCH_WAIT = Duration.ofSeconds(1);
  private static final int MOST_TRIES = 30;

  /** Messages under way, of as many histories: those of one go one after the other. */
  private static final int AT_ONCE = 64;

  private static final int MOST_RATE = 100_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ActorSystem<?> system;
  private final Histories histories;
  private final BiFunction<String, String, Optional<Production>> productions;
  private final Clock clock;
  private final boolean partitionOffsets;
  private final Candidates candidates;
  private final ActorRef<ReplayDesk.Command> desk;

  /** A replay cannot be; the text says why and what to do. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Goes on with the replays that run.
   *
   * @param productions finds a production by workspace and name, for the sandbox
   */
  public static Replays start(
      ActorSystem<?> system,
      Histories histories,
      BiFunction<String, String, Optional<Production>> productions,
      Clock clock) {
    return new Replays(system, histories, productions, clock);
  }

  private Replays(
      ActorSystem<?> system,
      Histories histories,
      BiFunction<String, String, Optional<Production>> productions,
      Clock clock) {
    this.system = system;
    this.histories = histories;
    this.productions = productions;
    this.clock = clock;
    this.partitionOffsets = system.settings().config().getBoolean("hie.history.partition-offsets");
    this.candidates = new Candidates(histories, partitionOffsets);
    this.desk =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    ReplayDesk.create(this::run, partitionOffsets, clock), "replays"));
  }

  // --- asking

  /**
   * What a replay would send where. Sends nothing.
   *
   * @throws RefusedException if the selection cannot be
   */
  public CompletionStage<ReplayPlan> plan(Selection selection) {
    check(selection);
    Sandbox sandbox = sandbox(selection);
    Instant end = clock.instant().plus(PLAN_TIME);
    class Sum {
      long messages;
      boolean complete = true;
      final TreeMap<String, Long> operations = new TreeMap<>();
      final TreeMap<String, Long> elsewhere = new TreeMap<>();
      final List<Job.Recorded> examples = new ArrayList<>();

      Sum add(List<Job.Recorded> records) {
        messages++;
        for (Job.Recorded record : records) {
          if (record.failure() == null) {
            operations.merge(record.item(), 1L, Long::sum);
          } else {
            elsewhere.merge(record.item() + ": " + record.failure(), 1L, Long::sum);
          }
          if (examples.size() < ReplayPlan.EXAMPLES) {
            examples.add(record);
          }
        }
        return this;
      }
    }
    Sum sum = new Sum();
    return candidates
        .of(selection, null)
        .takeWhile(
            any -> {
              sum.complete = sum.messages < ReplayPlan.MOST && clock.instant().isBefore(end);
              return sum.complete;
            })
        .mapAsync(1, sandbox::run)
        .runFold(sum, Sum::add, system)
        .whenComplete((done, failure) -> sandbox.close())
        .thenApply(
            all ->
                new ReplayPlan(
                    all.messages, all.complete, all.operations, all.elsewhere, all.examples));
  }

  /**
   * Begins a replay.
   *
   * @param rate messages a second at most, from 1
   * @throws RefusedException if it cannot be
   */
  public CompletionStage<Job> begin(
      Selection selection, Job.Into into, int rate, String who, String why) {
    return begin(selection, into, rate, who, why, null);
  }

  /**
   * Begins a replay once, however often it is asked for.
   *
   * @param key the same for the same request and for no other; it gives the replay its id, so that
   *     a repetition is known after a restart too. Null if it is not to be repeated
   */
  public CompletionStage<Job> begin(
      Selection selection, Job.Into into, int rate, String who, String why, @Nullable String key) {
    check(selection);
    if (rate < 1 || rate > MOST_RATE) {
      throw new RefusedException("the rate is 1 to " + MOST_RATE + " messages a second");
    }
    Instant now = clock.instant();
    Job job =
        new Job(
            key == null ? freshId() : idOf(key),
            selection,
            into,
            rate,
            who,
            why,
            now,
            Job.Phase.RUNNING,
            null,
            Job.Tally.NONE,
            now,
            "");
    return this.<ReplayDesk.Answer>ask(replyTo -> new ReplayDesk.Begin(job, replyTo))
        .thenApply(Replays::orRefused);
  }

  private static String freshId() {
    byte[] random = new byte[6];
    RANDOM.nextBytes(random);
    return "r" + HexFormat.of().formatHex(random);
  }

  private static String idOf(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return "r" + HexFormat.of().formatHex(hash, 0, 10);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** Pauses, resumes (RUNNING) or cancels a replay; fails with {@link RefusedException}. */
  public CompletionStage<Job> change(String id, Job.Phase to) {
    return this.<ReplayDesk.Answer>ask(replyTo -> new ReplayDesk.Change(id, to, replyTo))
        .thenApply(Replays::orRefused);
  }

  private static Job orRefused(ReplayDesk.Answer answer) {
    if (answer.job() == null) {
      throw new RefusedException(answer.text());
    }
    return answer.job();
  }

  /** The replays that are known, oldest first. */
  public CompletionStage<List<Job>> jobs() {
    return this.<ReplayDesk.Jobs>ask(ReplayDesk.GetJobs::new).thenApply(ReplayDesk.Jobs::jobs);
  }

  /** What a replay into the sandbox recorded, in its order; read from the log as it is taken. */
  public Source<Job.Recorded, ?> recorded(String id) {
    return histories
        .persisted(ReplayDesk.PERSISTENCE_ID)
        .mapConcat(
            event ->
                event instanceof ReplayEvent.Advanced on && on.id().equals(id)
                    ? on.recorded()
                    : List.of());
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<T>, ReplayDesk.Command> command) {
    return AskPattern.ask(desk, command, ASK, system.scheduler());
  }

  private void check(Selection selection) {
    String problem = selection.problem(partitionOffsets);
    if (problem == null
        && productions.apply(selection.workspace(), selection.project()).isEmpty()) {
      problem =
          "no production "
              + selection.project()
              + " of workspace "
              + selection.workspace()
              + " runs";
    }
    if (problem != null) {
      throw new RefusedException(problem);
    }
    if (selection.filter() != null) {
      try {
        MessageFilter.compile(selection.filter());
      } catch (IllegalArgumentException wrong) {
        throw new RefusedException(String.valueOf(wrong.getMessage()));
      }
    }
  }

  private Sandbox sandbox(Selection selection) {
    return new Sandbox(
        productions
            .apply(selection.workspace(), selection.project())
            .orElseThrow(() -> new RefusedException("its production does not run any more")),
        system,
        clock);
  }

  // --- doing

  /** One message that is done. */
  private record Done(Job.Cursor cursor, Job.Tally tally, List<Job.Recorded> recorded) {}

  private Runnable run(Job job, long run, ActorRef<ReplayDesk.Command> desk) {
    Sandbox sandbox;
    Source<Candidates.Candidate, ?> messages;
    try {
      sandbox = job.into() == Job.Into.SANDBOX ? sandbox(job.selection()) : null;
      messages = candidates.of(job.selection(), job.cursor());
    } catch (RuntimeException failed) {
      desk.tell(new ReplayDesk.Ended(job.id(), run, String.valueOf(failed.getMessage())));
      return () -> {};
    }
    UniqueKillSwitch stop =
        messages
            .throttle(job.rate(), Duration.ofSeconds(1))
            .viaMat(KillSwitches.single(), Keep.right())
            .mapAsyncPartitioned(
                sandbox == null ? AT_ONCE : 1,
                each -> each.given().history(),
                (each, history) -> sandbox == null ? send(job, each, 1) : record(sandbox, each))
            .groupedWithin(BATCH, BATCH_WAIT)
            .mapAsync(1, done -> advance(job, run, done, desk))
            .toMat(
                Sink.onComplete(
                    end -> {
                      if (sandbox != null) {
                        sandbox.close();
                      }
                      desk.tell(
                          new ReplayDesk.Ended(
                              job.id(), run, end.isSuccess() ? null : trouble(end.failed().get())));
                    }),
                Keep.left())
            .run(system);
    return stop::shutdown;
  }

  /** Its text may hold anything, so only texts of our own are told. */
  private static String trouble(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof RefusedException
        ? String.valueOf(cause.getMessage())
        : "it failed with " + cause.getClass().getSimpleName() + "; resume it to try again";
  }

  private CompletionStage<Done> record(Sandbox sandbox, Candidates.Candidate each) {
    return sandbox
        .run(each)
        .thenApply(
            records -> {
              TreeMap<String, Long> items = new TreeMap<>();
              records.forEach(record -> items.merge(record.item(), 1L, Long::sum));
              return new Done(each.cursor(), new Job.Tally(1, 0, 0, "", items), records);
            });
  }

  private CompletionStage<Done> send(Job job, Candidates.Candidate each, int attempt) {
    Given given = each.given();
    return histories
        .whenRoom(job.selection().workspace(), job.selection().project())
        .thenCompose(
            room ->
                histories.replay(
                    given.history(),
                    replyTo ->
                        new HistoryCommand.Replay(
                            given.origin(),
                            job.id(),
                            given.position(),
                            given.item(),
                            given.header(),
                            given.schemaName(),
                            given.schemaNamespace(),
                            job.who(),
                            job.why(),
                            replyTo)))
        .exceptionally(late -> new Reply(Result.NOT_STORED, "its history did not answer in time"))
        .thenCompose(
            reply ->
                reply.result() != Result.NOT_STORED
                    ? CompletableFuture.completedFuture(done(each, reply))
                    : again(job, each, attempt, reply.text()));
  }

  /** The same message until it is stored: what comes after it must not pass it. */
  private CompletionStage<Done> again(
      Job job, Candidates.Candidate each, int attempt, String trouble) {
    if (attempt >= MOST_TRIES) {
      return CompletableFuture.failedFuture(
          new RefusedException(
              trouble + "; tried " + attempt + " times. Resume it when that is mended"));
    }
    CompletableFuture<Done> later = new CompletableFuture<>();
    system
        .scheduler()
        .scheduleOnce(
            Duration.ofSeconds(1),
            () ->
                send(job, each, attempt + 1)
                    .whenComplete(
                        (done, failure) -> {
                          if (failure == null) {
                            later.complete(done);
                          } else {
                            later.completeExceptionally(failure);
                          }
                        }),
            system.executionContext());
    return later;
  }

  private static Done done(Candidates.Candidate each, Reply reply) {
    TreeMap<String, Long> items = new TreeMap<>();
    boolean stored = reply.result() == Result.STORED;
    if (stored) {
      String item = each.given().item();
      items.put(item.isEmpty() ? "from " + each.given().header().source() : item, 1L);
    }
    Job.Tally tally =
        switch (reply.result()) {
          case STORED -> new Job.Tally(1, 0, 0, "", items);
          case DUPLICATE -> new Job.Tally(0, 1, 0, "", items);
          case UNKNOWN, REFUSED, NOT_STORED -> new Job.Tally(0, 0, 1, reply.text(), items);
        };
    return new Done(each.cursor(), tally, List.of());
  }

  private CompletionStage<ReplayDesk.Answer> advance(
      Job job, long run, List<Done> done, ActorRef<ReplayDesk.Command> desk) {
    Job.Tally tally = Job.Tally.NONE;
    List<Job.Recorded> recorded = new ArrayList<>();
    for (Done each : done) {
      tally = tally.plus(each.tally());
      recorded.addAll(each.recorded());
    }
    Job.Tally all = tally;
    return AskPattern.ask(
        desk,
        replyTo ->
            new ReplayDesk.Progress(job.id(), run, done.getLast().cursor(), all, recorded, replyTo),
        ASK,
        system.scheduler());
  }
}
