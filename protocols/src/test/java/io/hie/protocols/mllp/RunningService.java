package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.Intake;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/** A started service with an engine for tests behind it; stopped when closed. */
final class RunningService implements AutoCloseable {
  final FakeIntake intake = new FakeIntake();
  final TestItem item = new TestItem();
  final FrameBudget budget;
  final MllpService service;

  RunningService() {
    this(Map.of());
  }

  RunningService(Map<String, Object> settings) {
    this(settings, new FrameBudget(256L << 20));
  }

  RunningService(Map<String, Object> settings, FrameBudget budget) {
    this.budget = budget;
    this.service = new MllpService(TestItem.service(settings), item.context(intake), budget);
    await(service.start());
  }

  static void await(java.util.concurrent.CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  MllpSender sender() throws IOException {
    return MllpSender.to(service);
  }

  MllpSender sender(SocketFactory factory) throws IOException {
    return MllpSender.to(service, factory);
  }

  long count(MllpService.Event event) {
    return service.counts().get(event.name().toLowerCase(java.util.Locale.ROOT));
  }

  Intake.Acceptance stored() {
    return new Intake.Acceptance.Stored("m");
  }

  /** Stops it, and sees that nothing is left of what was received. */
  @Override
  public void close() {
    await(service.stop());
    assertThat(service.connections()).isZero();
  }
}
