package io.hie.sharding.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.envelope.Validation;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.CborSerializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored, or sent between nodes, comes back as it was. */
class SerializationTest {
  private static ActorTestKit testKit;
  private static Serialization serialization;

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @ParameterizedTest
  @MethodSource
  void shouldReadBackWhatIsStored(Object sample) {
    assertThat(thereAndBack(sample)).isEqualTo(sample);
  }

  static List<Object> shouldReadBackWhatIsStored() {
    return List.copyOf(GoldenSamples.all().values());
  }

  @Test
  void shouldReadBackWhatIsSentBetweenNodes() {
    for (Object sent : commands()) {
      assertThat(thereAndBack(sent)).isEqualTo(sent);
    }
  }

  @Test
  void shouldHaveTriedEveryCommandThatIsSentBetweenNodes() {
    // given
    Set<Class<?>> sent = new HashSet<>();
    for (Class<?> nested : HistoryCommand.class.getDeclaredClasses()) {
      if (CborSerializable.class.isAssignableFrom(nested)) {
        sent.add(nested);
      }
    }

    // then
    List<Class<?>> tried = new ArrayList<>();
    commands().forEach(command -> tried.add(command.getClass()));
    tried.add(HistoryCommand.OpenLeg.class); // in Overview
    tried.add(HistoryCommand.EraseReply.class); // each of its kinds
    assertThat(sent).hasSizeGreaterThan(9);
    assertThat(tried).containsAll(sent);
  }

  /** Base64 or an array of numbers would make the log a third larger, or four times. */
  @Test
  void shouldKeepBytesAsTheyAre() {
    // given
    Payload large = Payload.wrap(new byte[100_000]);

    // when
    byte[] written =
        serialization
            .serialize(
                new HistoryEvent.Handled(
                    LegId.parse("1:0"),
                    "Map",
                    Events.AT,
                    List.of(new HistoryEvent.Output("Out", large)),
                    ""))
            .get();

    // then
    assertThat(written.length).isBetween(100_000, 100_300);
  }

  private static List<Object> commands() {
    LegId leg = LegId.parse("3:0.12");
    TestProbe<HistoryCommand.AcceptReply> replies = testKit.createTestProbe();
    TestProbe<HistoryCommand.Overview> overviews = testKit.createTestProbe();
    Payload print = Payload.of("0123456789abcdef", UTF_8);
    MessageEnvelope plain =
        MessageEnvelope.hl7(
            Payload.of("MSH|", UTF_8), "ADT_A01", "2.4", "UTF-8", "In", Instant.now());
    List<Object> commands = new ArrayList<>();
    for (Validation validation :
        List.of(
            Validation.NotValidated.INSTANCE,
            new Validation.Valid(),
            new Validation.Invalid(List.of("PID-3: missing")))) {
      commands.add(
          new HistoryCommand.Accept(
              plain.withBody(plain.body().withValidation(validation)),
              "In",
              "PAS|SEASIDE",
              "C1",
              print,
              7,
              replies.getRef()));
    }
    commands.add(
        new HistoryCommand.Accept(plain, "In", "", null, print, 1L << 40, replies.getRef()));
    commands.add(new HistoryCommand.AcceptReply(7, new Acceptance.Stored("m1")));
    commands.add(new HistoryCommand.AcceptReply(7, new Acceptance.Repeated("m1")));
    commands.add(new HistoryCommand.AcceptReply(7, new Acceptance.NotStored("why")));
    commands.add(new HistoryCommand.AcceptReply(7, new Acceptance.Stored("m1"), true));
    commands.add(
        new HistoryCommand.AcceptReply(
            7, new Acceptance.Answered("m1", new Answer(print, "text/plain", 200))));
    commands.add(
        new HistoryCommand.AcceptReply(7, new Acceptance.Unanswered("m1", "late", "no answer")));
    commands.add(new HistoryCommand.GaveUp(7));
    commands.add(
        new HistoryCommand.LegTried(
            leg, 1, new DeliveryResult.Delivered("AA", new Answer(print, "text/plain"))));
    commands.add(new HistoryCommand.LegHandled(leg, Handling.filtered("no rule")));
    commands.add(
        new HistoryCommand.LegHandled(
            leg,
            new Handling(
                List.of(new Handling.Output("Out", null), new Handling.Output("Out", print)), "")));
    for (DeliveryResult result :
        List.of(
            new DeliveryResult.Delivered("AA"),
            new DeliveryResult.NotSent(Events.WHY),
            new DeliveryResult.Retry(Events.WHY),
            new DeliveryResult.Refused(Events.WHY),
            new DeliveryResult.Ambiguous(Events.WHY))) {
      commands.add(new HistoryCommand.LegTried(leg, 2, result));
    }
    commands.add(new HistoryCommand.LegExpired(leg));
    commands.add(new HistoryCommand.LegDiscarded(leg, "drop_oldest"));
    commands.add(new HistoryCommand.LegReturned(leg));
    commands.add(new HistoryCommand.ItemReady("Out"));
    commands.add(new HistoryCommand.GetOverview(overviews.getRef()));
    commands.add(
        new HistoryCommand.Overview(4, 17, List.of(new HistoryCommand.OpenLeg(leg, "Out", 2))));
    TestProbe<HistoryCommand.EraseReply> erased = testKit.createTestProbe();
    commands.add(new HistoryCommand.Erase("me", "asked for", true, erased.getRef()));
    commands.add(new HistoryCommand.EraseReply.Done(3));
    commands.add(new HistoryCommand.EraseReply.NoHistory());
    commands.add(
        new HistoryCommand.EraseReply.StillOpen(
            List.of(new HistoryCommand.OpenLeg(leg, "Out", 2))));
    commands.add(new HistoryCommand.EraseReply.Failed("why"));
    commands.add(
        new HistoryCommand.Accept(
            plain,
            "In",
            "",
            "C1",
            print,
            7,
            replies.getRef(),
            List.of(new HistoryCommand.Other("w/p/0a", "A40", true))));
    commands.add(new HistoryCommand.Other("w/p/0a", "A40", true));
    commands.add(new HistoryCommand.Link("w/p/0a", 5, "m5", "A40", Events.AT));
    commands.add(new HistoryCommand.LinkAsk("w/p/0b", 5));
    commands.add(new HistoryCommand.LinkState("w/p/0b", 5, true, List.of("Out")));
    commands.add(new HistoryCommand.Passivate());
    commands.add(new HistoryCommand.WakeUp());
    addThoseOfPeople(commands, plain, leg);
    return commands;
  }

  private static void addThoseOfPeople(List<Object> commands, MessageEnvelope plain, LegId leg) {
    TestProbe<HistoryCommand.Reply> replies = testKit.createTestProbe();
    TestProbe<HistoryCommand.DeadLetterFound> found = testKit.createTestProbe();
    TestProbe<HistoryCommand.EventPage> pages = testKit.createTestProbe();
    commands.add(
        new HistoryCommand.Replay(
            new HistoryEvent.Origin(3, null, "m3", 8, -1),
            "r1",
            8L << 20,
            "Out",
            plain.header(),
            "ADT_A01",
            "",
            "me",
            "why",
            replies.getRef()));
    for (Payload body : new Payload[] {null, Payload.of("mended", UTF_8)}) {
      commands.add(
          new HistoryCommand.Resubmit(
              leg, body, plain.header(), "ADT_A01", "", "me", "why", replies.getRef()));
    }
    commands.add(new HistoryCommand.DiscardDeadLetter(leg, "me", "why", replies.getRef()));
    commands.add(new HistoryCommand.Reply(HistoryCommand.Result.REFUSED, "why"));
    commands.add(new HistoryCommand.GetDeadLetter(leg, found.getRef()));
    commands.add(new HistoryCommand.DeadLetterFound(null));
    commands.add(
        new HistoryCommand.DeadLetterFound(
            new DeadLetters.DeadLetter(leg, "Out", 17, 8, "m3.0.12", 12, 9)));
    commands.add(new HistoryCommand.GetEvents(1, 32, pages.getRef()));
    List<HistoryCommand.NumberedEvent> events = new ArrayList<>();
    for (Object sample : GoldenSamples.all().values()) {
      if (sample instanceof HistoryEvent event) {
        events.add(new HistoryCommand.NumberedEvent(events.size() + 1L, event));
      }
    }
    commands.add(new HistoryCommand.EventPage(events));
  }

  private static Object thereAndBack(Object sample) {
    var serializer = serialization.findSerializerFor(sample);
    assertThat(serializer).isInstanceOf(JacksonCborSerializer.class);
    byte[] bytes = serialization.serialize(sample).get();
    return serialization
        .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, sample))
        .get();
  }
}
