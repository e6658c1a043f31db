package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.replay.Job;
import io.hie.sharding.replay.ReplayPlan;
import io.hie.sharding.replay.Replays;
import io.hie.sharding.replay.Selection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages of the past go once more, in order, once for each job, or nowhere at all. */
class ReplayTest {
  private static final NhsNumber PATIENT = Patients.number(0);

  private static Engine engine;
  private static Replays replays;
  private static volatile @Nullable Flow current;

  private final Receiver out = new Receiver();

  @BeforeAll
  static void start() {
    engine = Engine.start("hie.history.snapshot-every = 3");
    replays = begin(engine);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static Replays begin(Engine engine) {
    return Replays.start(
        engine.system(),
        engine.histories,
        (workspace, project) ->
            Optional.ofNullable(current)
                .filter(flow -> flow.project().equals(project))
                .map(Flow::plan),
        Clock.systemUTC());
  }

  /** One patient, three messages through a process that makes new bytes. */
  private Flow sent() {
    Flow flow =
        engine
            .flow()
            .service("In", "Map")
            .process(
                "Map",
                "",
                message ->
                    new Handling(
                        List.of(
                            new Handling.Output(
                                "Out",
                                Payload.of(
                                    "made of " + message.body().rawPayload().decode(UTF_8),
                                    UTF_8))),
                        ""),
                "Out")
            .operation("Out", "", out)
            .start();
    current = flow;
    for (String text : List.of("a", "b", "c")) {
      flow.stored(PATIENT, text, text);
    }
    flow.awaitNothingOpen();
    return flow;
  }

  @Test
  void shouldSendTheMessagesOfAKeyOnceMoreInTheirOrderAndMarkThem() {
    // given
    Flow flow = sent();
    List<Delivery> before = List.copyOf(out.given());

    // when
    Job job = join(replays.begin(of(flow, null), Job.Into.LIVE, 1000, "me", "lost there"));

    // then
    await().until(() -> phase(job) == Job.Phase.DONE && out.given().size() == 6);
    assertThat(out.texts().subList(3, 6)).containsExactly("made of a", "made of b", "made of c");
    Delivery again = out.given().get(3);
    assertThat(again.repeats()).isEqualTo(before.getFirst().envelope().header().correlationId());
    assertThat(again.envelope().header().customProperties()).containsEntry("hie.replay", job.id());
    assertThat(out.given()).extracting(Delivery::id).doesNotHaveDuplicates();
    HistoryEvent.Replayed event = flow.events(PATIENT, HistoryEvent.Replayed.class).getFirst();
    assertThat(event.job()).isEqualTo(job.id());
    assertThat(event.who()).isEqualTo("me");
    assertThat(event.why()).isEqualTo("lost there");
    assertThat(find(job).tally().sent()).isEqualTo(3);
  }

  @Test
  void shouldGiveAnItemOnceMoreWhatItWasGiven() {
    // given
    Flow flow = sent();

    // when
    Job job = join(replays.begin(of(flow, "Out"), Job.Into.LIVE, 1000, "me", "why"));

    // then
    await().until(() -> phase(job) == Job.Phase.DONE && out.given().size() == 6);
    assertThat(out.texts().subList(3, 6)).containsExactly("made of a", "made of b", "made of c");
    assertThat(flow.events(PATIENT, HistoryEvent.Handled.class))
        .as("the process was passed by")
        .hasSize(3);
  }

  @Test
  void shouldPlanAndSendNothing() {
    // given
    Flow flow = sent();

    // when
    ReplayPlan plan = join(replays.plan(of(flow, null)));

    // then
    assertThat(plan.messages()).isEqualTo(3);
    assertThat(plan.complete()).isTrue();
    assertThat(plan.operations()).containsEntry("Out", 3L).hasSize(1);
    assertThat(plan.examples()).hasSize(3);
    assertThat(out.given()).hasSize(3);
    assertThat(flow.events(PATIENT, HistoryEvent.Replayed.class)).isEmpty();
  }

  @Test
  void shouldRecordInTheSandboxAndNeverMakeAnOperation() {
    // given
    Flow flow = sent();
    flow.stopItems();
    int made = flow.made("Out");

    // when
    Job job = join(replays.begin(of(flow, null), Job.Into.SANDBOX, 1000, "me", "why"));

    // then
    await().until(() -> phase(job) == Job.Phase.DONE);
    List<Job.Recorded> records =
        join(replays.recorded(job.id()).runWith(Sink.seq(), engine.system()));
    assertThat(records).extracting(Job.Recorded::item).containsExactly("Out", "Out", "Out");
    assertThat(records).extracting(Job.Recorded::bytes).containsOnly("made of a".length());
    assertThat(flow.made("Out")).isEqualTo(made);
    assertThat(out.given()).hasSize(3);
    assertThat(flow.events(PATIENT, HistoryEvent.Replayed.class)).isEmpty();
  }

  @Test
  void shouldNeitherSkipNorDoubleWhatAPausedReplayGoesOnWith() {
    // given
    Flow flow = sent();
    Job job = join(replays.begin(of(flow, null), Job.Into.LIVE, 1, "me", "why"));
    await().until(() -> !flow.events(PATIENT, HistoryEvent.Replayed.class).isEmpty());

    // when
    join(replays.change(job.id(), Job.Phase.PAUSED));
    assertThat(phase(job)).isEqualTo(Job.Phase.PAUSED);
    join(replays.change(job.id(), Job.Phase.RUNNING));

    // then
    await().until(() -> phase(job) == Job.Phase.DONE);
    await().until(() -> out.given().size() == 6);
    assertThat(out.texts().subList(3, 6)).containsExactly("made of a", "made of b", "made of c");
  }

  @Test
  void shouldNotReplayWhatWasReplayed() {
    // given
    Flow flow = sent();
    Job first = join(replays.begin(of(flow, null), Job.Into.LIVE, 1000, "me", "why"));
    await().until(() -> phase(first) == Job.Phase.DONE && out.given().size() == 6);

    // then
    assertThat(join(replays.plan(of(flow, null))).messages()).isEqualTo(3);
    assertThat(join(replays.plan(of(flow, "Out"))).messages()).isEqualTo(3);
  }

  @Test
  void shouldRefuseWhatTheJournalCannotDoAndSayWhatItCan() {
    // given
    Flow flow = sent();
    Selection offset =
        new Selection(
            Flow.WORKSPACE, flow.project(), null, null, Instant.now(), 3, 0L, null, null, null);

    // then
    assertThatExceptionOfType(Replays.RefusedException.class)
        .isThrownBy(() -> replays.plan(offset))
        .withMessageContaining("say from and until times");
  }

  @Test
  void shouldTellADuplicateOfAJob() {
    // given: a job that was here, and asks again as after a crash
    Flow flow = sent();
    List<Given> given =
        join(engine.histories.given(flow.id(PATIENT), null).runWith(Sink.seq(), engine.system()));

    // when
    List<HistoryCommand.Result> results = new ArrayList<>();
    for (int i : new int[] {0, 1, 0, 1, 2}) {
      results.add(join(replay(flow, given.get(i))).result());
    }

    // then
    assertThat(results)
        .containsExactly(
            HistoryCommand.Result.STORED,
            HistoryCommand.Result.STORED,
            HistoryCommand.Result.DUPLICATE,
            HistoryCommand.Result.DUPLICATE,
            HistoryCommand.Result.STORED);
  }

  private static CompletionStage<HistoryCommand.Reply> replay(Flow flow, Given given) {
    return engine.histories.replay(
        flow.id(PATIENT),
        replyTo ->
            new HistoryCommand.Replay(
                given.origin(),
                "job",
                given.position(),
                "",
                given.header(),
                given.schemaName(),
                given.schemaNamespace(),
                "me",
                "why",
                replyTo));
  }

  private static Selection of(Flow flow, @Nullable String item) {
    return new Selection(
        Flow.WORKSPACE,
        flow.project(),
        flow.id(PATIENT),
        null,
        Instant.now(),
        null,
        null,
        item,
        null,
        null);
  }

  private static Job.Phase phase(Job job) {
    return find(job).phase();
  }

  private static Job find(Job job) {
    return join(replays.jobs()).stream()
        .filter(each -> each.id().equals(job.id()))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
