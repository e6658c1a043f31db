package io.hie.actormodel.runtime;

import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for the histories: keeps what items report, in the order in which it came. */
class RecordedOutcomes implements Outcomes {
  /** A report. */
  sealed interface Report {}

  record Handled(String id, Handling handling) implements Report {}

  record Tried(String id, DeliveryResult result) implements Report {}

  record Expired(String id) implements Report {}

  record Discarded(String id, String strategy) implements Report {}

  record Copied(String id, String target, String point) implements Report {}

  record Returned(String id) implements Report {}

  record Ready(String entityId, String item) implements Report {}

  private final List<Report> reports = new CopyOnWriteArrayList<>();

  @Override
  public void handled(Delivery delivery, Handling handling) {
    reports.add(new Handled(delivery.id(), handling));
  }

  @Override
  public void delivered(Delivery delivery, DeliveryResult result) {
    reports.add(new Tried(delivery.id(), result));
  }

  @Override
  public void expired(Delivery delivery) {
    reports.add(new Expired(delivery.id()));
  }

  @Override
  public void discarded(Delivery delivery, String strategy) {
    reports.add(new Discarded(delivery.id(), strategy));
  }

  @Override
  public CompletionStage<?> copy(Delivery delivery, String target, String point) {
    reports.add(new Copied(delivery.id(), target, point));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void returned(Delivery delivery) {
    reports.add(new Returned(delivery.id()));
  }

  @Override
  public void ready(String entityId, String item) {
    reports.add(new Ready(entityId, item));
  }

  List<Report> reports() {
    return List.copyOf(reports);
  }

  /** What was reported of messages. */
  List<Report> ends() {
    return reports.stream().filter(report -> !(report instanceof Ready)).toList();
  }

  <T extends Report> List<T> of(Class<T> kind) {
    return reports.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
