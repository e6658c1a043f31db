package io.hie.clusternode.workers;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemContext.Outside;
import org.jspecify.annotations.Nullable;

/** What a node and its worker tell one another, in CBOR after a length of four bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Frame.Open.class, name = "open"),
  @JsonSubTypes.Type(value = Frame.Change.class, name = "change"),
  @JsonSubTypes.Type(value = Frame.Close.class, name = "close"),
  @JsonSubTypes.Type(value = Frame.Handle.class, name = "handle"),
  @JsonSubTypes.Type(value = Frame.Deliver.class, name = "deliver"),
  @JsonSubTypes.Type(value = Frame.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = Frame.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Frame.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Frame.Handled.class, name = "handled"),
  @JsonSubTypes.Type(value = Frame.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = Frame.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Frame.ToldOutside.class, name = "outside"),
  @JsonSubTypes.Type(value = Frame.Pong.class, name = "pong")
})
sealed interface Frame {

  /** From the node. */
  sealed interface ToWorker extends Frame {}

  /** From the worker. */
  sealed interface ToNode extends Frame {}

  /** An answer to a call. */
  sealed interface Answer extends ToNode {
    long call();
  }

  /**
   * Make an instance and start it.
   *
   * @param instance number of it, used once
   * @param item as {@link io.hie.actormodel.production.ItemDocument} writes it
   * @param path of the item in its document
   * @param jar file of its type's jar; null if the type is on the class path
   */
  record Open(
      long call,
      long instance,
      String workspace,
      String project,
      String item,
      String path,
      @Nullable String jar)
      implements ToWorker {}

  /** Take other settings. */
  record Change(long instance, String item, String path) implements ToWorker {}

  /** Stop an instance. */
  record Close(long call, long instance) implements ToWorker {}

  /** Decide about a message. */
  record Handle(long call, long instance, MessageEnvelope message) implements ToWorker {}

  /** Try a delivery. */
  record Deliver(long call, long instance, Delivery delivery) implements ToWorker {}

  /** Say {@link Pong}. */
  record Ping() implements ToWorker {}

  /** The first of a worker: it takes frames. */
  record Hello(long pid) implements ToNode {}

  /** It was opened, or closed. */
  record Done(long call) implements Answer {}

  /** A process decided. */
  record Handled(long call, Handling handling) implements Answer {}

  /** A delivery ended. */
  record Delivered(long call, DeliveryResult result) implements Answer {}

  /**
   * It did not go well.
   *
   * @param thrown whether the call itself threw, rather than that its stage failed
   */
  record Failed(long call, Kind kind, boolean thrown, Reason reason) implements Answer {}

  /** What failed. */
  enum Kind {
    /** {@link io.hie.actormodel.item.Item.MisconfiguredException}. */
    MISCONFIGURED,
    /** {@link io.hie.actormodel.item.Process.RefusedException}. */
    REFUSED,
    /** {@link io.hie.actormodel.item.Item.BrokenException}. */
    BROKEN,
    /** Anything else. */
    OTHER
  }

  /** An instance told how its outside is. */
  record ToldOutside(long instance, Outside outside, String detail) implements ToNode {}

  /** The worker is alive. */
  record Pong() implements ToNode {}
}
