package io.hie.itemtestkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.Problem;
import io.hie.actormodel.production.Setting;
import io.hie.actormodel.runtime.ItemStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ItemTestKitTest {

  @Test
  void shouldRunAProcessInTenLines() {
    try (ItemTestKit gate = ItemTestKit.of(Gate.class).set("MaxBytes", 10).targets("A").start()) {
      gate.send("0123456789").expectTargets("A");
      gate.send("0123456789a").expectFiltered("too large");
      assertThat(gate.send("shout").expectOutput("A")).isEqualTo("SHOUT");
      gate.send("throw").expectRetry("item-error");
      gate.send("astray").expectRefused("unknown-target");
    }
  }

  @Test
  void shouldSayWhatIsWrongWithSettings() {
    Setup setup = ItemTestKit.of(Gate.class).set("MaxBytes", 0).set("MaxBites", 1);
    assertThat(setup.problems())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "$.items[0].host_settings.MaxBytes", "$.items[0].host_settings.MaxBites");
    assertThatThrownBy(setup::start)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("must be at least 1");
  }

  @Test
  void shouldSayWhatCameInsteadOfWhatWasExpected() {
    try (ItemTestKit gate = ItemTestKit.of(Gate.class).start()) {
      assertThatThrownBy(() -> gate.send("far too large").expectTargets("Out"))
          .hasMessage("expected targets [Out], it went to [], reason \"too large\"");
      assertThatThrownBy(() -> gate.send("x").expectDelivered("AA"))
          .hasMessageContaining("expected delivered with \"AA\"")
          .hasMessageContaining("Handled");
    }
  }

  @Test
  void shouldHoldAMessageThatCannotBeHandedOverUntilTimePasses() {
    Wire.CUT.set(true);
    try (ItemTestKit wire = ItemTestKit.of(Wire.class).start()) {
      Sent sent = wire.send("one");
      wire.expectPhase(Phase.CONNECTING);
      assertThat(wire.status().detail()).contains("no connection");
      sent.expectNothingYet();

      Wire.CUT.set(false);
      wire.advance(Duration.ofSeconds(1));

      sent.expectDelivered("first try");
      wire.expectPhase(Phase.RUNNING);
      assertThat(wire.status().done()).isEqualTo(1);
      wire.resend(sent).expectDelivered("second try");
    } finally {
      Wire.CUT.set(false);
    }
  }

  @Test
  void shouldHaveTimeStandStill() {
    try (ItemTestKit wire = ItemTestKit.of(Wire.class).start()) {
      Instant before = wire.clock().instant();
      MessageEnvelope message =
          TestMessages.of("MSH|^~\\&|A|B|||||ADT^A01^ADT_A01|1|P|2.4", before);
      assertThat(message.body().schemaName()).isEqualTo("ADT_A01");
      assertThat(message.header().schemaVersion()).isEqualTo("2.4");
      MessageEnvelope mortal = message.withHeader(message.header().withTtl(Duration.ofMinutes(1)));
      assertThat(wire.clock().instant()).isEqualTo(before);
      wire.send(mortal).expectDelivered("first try");
      wire.advance(Duration.ofMinutes(2));
      assertThat(wire.clock().instant()).isEqualTo(before.plusSeconds(120));
      assertThat(wire.send(mortal).outcome()).isInstanceOf(Outcome.Expired.class);
    }
  }

  @Test
  void shouldGiveWhatWaitedToTheItemMadeAnew() {
    Wire.CUT.set(true);
    try (ItemTestKit wire = ItemTestKit.of(Wire.class).start()) {
      Sent sent = wire.send("one");
      wire.expectPhase(Phase.CONNECTING);
      Wire.CUT.set(false);
      wire.restart();
      sent.expectDelivered("first try");
    } finally {
      Wire.CUT.set(false);
    }
  }

  @Test
  void shouldShowTheCopiesThatHooksMake() {
    try (ItemTestKit gate =
        ItemTestKit.of(Gate.class)
            .set("MaxBytes", 10)
            .set("BeforeItem", "Audit")
            .set("OnErrorItem", "Desk")
            .start()) {
      Sent shout = gate.send("shout");
      assertThat(shout.expectCopy("before", "Audit")).isEqualTo("shout");
      assertThat(shout.expectOutput("Out")).isEqualTo("SHOUT");
      assertThatThrownBy(() -> shout.expectNoCopy())
          .hasMessage("expected no copy, there are [before to Audit]");

      Sent failing = gate.send("throw");
      failing.expectRetry("item-error");
      assertThat(failing.expectCopy("on-error", "Desk")).isEqualTo("throw");
      assertThat(gate.status().hookFailures()).isZero();
    }
    try (ItemTestKit gate = ItemTestKit.of(Gate.class).start()) {
      gate.send("x").expectNoCopy();
    }
  }

  /** Says no to what is large, and does odd things on demand. */
  public static final class Gate implements Process {
    private final Settings settings;
    private final Targets targets;

    /** Its settings. */
    public record Settings(
        @Setting(value = "MaxBytes", doc = "Larger ones end here.", byDefault = "8", min = 1)
            int maxBytes) {}

    public Gate(Settings settings, Targets targets) {
      this.settings = settings;
      this.targets = targets;
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      return switch (message.text()) {
        case "throw" -> throw new IllegalStateException("on demand");
        case "astray" -> Handling.to("Nowhere");
        case "shout" -> targets.pass(message.encode("SHOUT"));
        default ->
            message.body().rawPayload().size() > settings.maxBytes
                ? Handling.filtered("too large")
                : targets.pass();
      };
    }
  }

  /** Delivers, unless it is cut. */
  public static final class Wire implements Operation {
    static final AtomicBoolean CUT = new AtomicBoolean();
    private final ItemContext context;

    public Wire(ItemContext context) {
      this.context = context;
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.supplyAsync(
          () ->
              CUT.get()
                  ? new DeliveryResult.NotSent(new Reason("cut", "no connection"))
                  : new DeliveryResult.Delivered(
                      delivery.mayBeRepeat() ? "second try" : "first try"),
          context.blocking());
    }
  }
}
