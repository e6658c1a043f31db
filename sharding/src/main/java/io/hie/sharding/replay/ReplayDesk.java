package io.hie.sharding.replay;

import io.hie.sharding.CborSerializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the replays, one desk for the cluster. What happens to a replay is written first and done
 * then: one that runs is begun again after a crash, from its last cursor. A message that was sent
 * and whose cursor was not written is sent again and refused as a duplicate by its history.
 */
final class ReplayDesk
    extends EventSourcedBehavior<ReplayDesk.Command, ReplayEvent, ReplayDesk.Jobs> {
  static final String PERSISTENCE_ID = "replays";

  /** The jobs that are kept; the oldest that are over are forgotten, their events are not. */
  static final int MOST_JOBS = 200;

  /** What the desk is told. */
  sealed interface Command {}

  record Begin(Job job, ActorRef<Answer> replyTo) implements Command, CborSerializable {}

  record Change(String id, Job.Phase to, ActorRef<Answer> replyTo)
      implements Command, CborSerializable {}

  record GetJobs(ActorRef<Jobs> replyTo) implements Command, CborSerializable {}

  /** Its own: a worker is further. */
  record Progress(
      String id,
      long run,
      Job.Cursor cursor,
      Job.Tally tally,
      List<Job.Recorded> recorded,
      ActorRef<Answer> replyTo)
      implements Command {}

  /** Its own: a worker has ended. */
  record Ended(String id, long run, @Nullable String failure) implements Command {}

  /** What came of it; no job if it could not be. */
  record Answer(@Nullable Job job, String text) implements CborSerializable {}

  /** All jobs, oldest first. */
  record Jobs(List<Job> jobs) implements CborSerializable {
    @Nullable Job find(String id) {
      return jobs.stream().filter(job -> job.id().equals(id)).findFirst().orElse(null);
    }
  }

  /** Runs a job until it is stopped. */
  @FunctionalInterface
  interface Worker {
    /**
     * Begins.
     *
     * @return stops it
     */
    Runnable run(Job job, long run, ActorRef<Command> desk);
  }

  private record Running(long run, Runnable stop) {}

  private final ActorContext<Command> context;
  private final Worker worker;
  private final Clock clock;
  private final boolean ordered;
  private final Map<String, Running> running = new HashMap<>();
  private long runs;

  static Behavior<Command> create(Worker worker, boolean ordered, Clock clock) {
    return Behaviors.setup(context -> new ReplayDesk(context, worker, ordered, clock));
  }

  private ReplayDesk(ActorContext<Command> context, Worker worker, boolean ordered, Clock clock) {
    super(
        PersistenceId.ofUniqueId(PERSISTENCE_ID),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(20), 0.2));
    this.context = context;
    this.worker = worker;
    this.ordered = ordered;
    this.clock = clock;
  }

  @Override
  public Jobs emptyState() {
    return new Jobs(List.of());
  }

  @Override
  public EventHandler<Jobs, ReplayEvent> eventHandler() {
    return ReplayDesk::after;
  }

  static Jobs after(Jobs jobs, ReplayEvent event) {
    return switch (event) {
      case ReplayEvent.Begun begun -> bounded(Job.with(jobs.jobs(), begun.job()));
      case ReplayEvent.Advanced on -> {
        Job job = jobs.find(on.id());
        yield job == null
            ? jobs
            : new Jobs(Job.with(jobs.jobs(), job.advanced(on.cursor(), on.tally(), on.at())));
      }
      case ReplayEvent.BegunAgain again -> {
        Job job = jobs.find(again.id());
        yield job == null ? jobs : new Jobs(Job.with(jobs.jobs(), job.fromTheBeginning()));
      }
      case ReplayEvent.Changed changed -> {
        Job job = jobs.find(changed.id());
        yield job == null
            ? jobs
            : new Jobs(
                Job.with(jobs.jobs(), job.as(changed.phase(), changed.text(), changed.at())));
      }
    };
  }

  private static Jobs bounded(List<Job> jobs) {
    List<Job> kept = new ArrayList<>(jobs);
    for (int i = 0; kept.size() > MOST_JOBS && i < kept.size(); ) {
      if (kept.get(i).ended()) {
        kept.remove(i);
      } else {
        i++;
      }
    }
    return new Jobs(kept);
  }

  @Override
  public CommandHandler<Command, ReplayEvent, Jobs> commandHandler() {
    return (jobs, command) ->
        switch (command) {
          case Begin begin -> begin(jobs, begin);
          case Change change -> change(jobs, change);
          case Progress progress -> progress(progress);
          case Ended ended -> ended(ended);
          case GetJobs get -> {
            get.replyTo().tell(jobs);
            yield Effect().none();
          }
        };
  }

  private Effect<ReplayEvent, Jobs> begin(Jobs jobs, Begin begin) {
    Job there = jobs.find(begin.job().id());
    if (there != null) {
      begin.replyTo().tell(repeated(there, begin.job()));
      return Effect().none();
    }
    if (jobs.jobs().stream().filter(job -> !job.ended()).count() >= MOST_JOBS) {
      begin.replyTo().tell(new Answer(null, "too many replays are not over; cancel some"));
      return Effect().none();
    }
    return Effect()
        .persist(new ReplayEvent.Begun(now(), begin.job()))
        .thenRun(
            after -> {
              run(begin.job());
              begin.replyTo().tell(new Answer(begin.job(), ""));
            });
  }

  /** An id comes again only if a request is repeated. */
  static Answer repeated(Job there, Job asked) {
    return there.into() == asked.into()
            && there.selection().workspace().equals(asked.selection().workspace())
            && there.selection().project().equals(asked.selection().project())
        ? new Answer(there, "")
        : new Answer(
            null, "the idempotency key began another replay, " + there.id() + "; take a fresh key");
  }

  private Effect<ReplayEvent, Jobs> change(Jobs jobs, Change change) {
    Job job = jobs.find(change.id());
    String refusal = refusal(job, change.to());
    if (job == null || refusal != null) {
      change.replyTo().tell(new Answer(null, refusal == null ? "no such replay" : refusal));
      return Effect().none();
    }
    stop(job.id());
    List<ReplayEvent> events = new ArrayList<>();
    boolean runs = change.to() == Job.Phase.RUNNING;
    if (runs && !ordered) {
      events.add(new ReplayEvent.BegunAgain(now(), job.id()));
    }
    events.add(new ReplayEvent.Changed(now(), job.id(), change.to(), ""));
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              Job changed = after.find(job.id());
              if (runs && changed != null) {
                run(changed);
              }
              change.replyTo().tell(new Answer(changed, ""));
            });
  }

  /** Why a replay cannot become so; null if it can. */
  static @Nullable String refusal(@Nullable Job job, Job.Phase to) {
    if (job == null) {
      return "no such replay";
    }
    return switch (to) {
      case RUNNING ->
          job.phase() == Job.Phase.PAUSED || job.phase() == Job.Phase.FAILED
              ? null
              : "it is " + job.phase() + "; only one that is PAUSED or FAILED can be resumed";
      case PAUSED ->
          job.phase() == Job.Phase.RUNNING ? null : "it is " + job.phase() + " and does not run";
      case CANCELLED -> job.ended() ? "it is " + job.phase() + " already" : null;
      case DONE, FAILED -> "nobody can ask for that";
    };
  }

  private Effect<ReplayEvent, Jobs> progress(Progress progress) {
    return isCurrent(progress.id(), progress.run())
        ? Effect()
            .persist(
                new ReplayEvent.Advanced(
                    now(), progress.id(), progress.cursor(), progress.tally(), progress.recorded()))
            .thenRun(after -> progress.replyTo().tell(new Answer(after.find(progress.id()), "")))
        : Effect().none();
  }

  private Effect<ReplayEvent, Jobs> ended(Ended ended) {
    if (!isCurrent(ended.id(), ended.run())) {
      return Effect().none();
    }
    running.remove(ended.id());
    String failure = ended.failure();
    return Effect()
        .persist(
            new ReplayEvent.Changed(
                now(),
                ended.id(),
                failure == null ? Job.Phase.DONE : Job.Phase.FAILED,
                failure == null ? "" : failure));
  }

  private boolean isCurrent(String id, long run) {
    Running now = running.get(id);
    return now != null && now.run() == run;
  }

  private void run(Job job) {
    long run = ++runs;
    running.put(job.id(), new Running(run, () -> {}));
    running.put(job.id(), new Running(run, worker.run(job, run, context.getSelf())));
  }

  private void stop(String id) {
    Running was = running.remove(id);
    if (was != null) {
      was.stop().run();
    }
  }

  @Override
  public SignalHandler<Jobs> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            jobs ->
                jobs.jobs().stream()
                    .filter(job -> job.phase() == Job.Phase.RUNNING)
                    .forEach(job -> run(ordered ? job : job.fromTheBeginning())))
        .onSignal(PostStop.instance(), jobs -> List.copyOf(running.keySet()).forEach(this::stop))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(500, 1);
  }

  private Instant now() {
    return clock.instant();
  }
}
