package io.hie.protocols.mllp;

import io.hie.protocols.mllp.FrameDecoder.Frame;
import io.hie.protocols.mllp.MllpService.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection of a sender. Frames are handed over in the order they are read, and their answers
 * are written in that order, whatever order the engine's words come in. Reading stops while the
 * engine is behind, while too many answers are owed, while the sender does not take its answers, or
 * while the item is paused.
 *
 * <p>All state belongs to the connection's event loop. The engine's word comes from other threads;
 * it costs one task on the loop for however many words come before the task runs.
 *
 * <p>If the connection dies, messages that are stored stay stored; their answers are lost, and the
 * sender's retry is answered as a repeat.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class ServiceConnection extends ChannelInboundHandlerAdapter {
  /** Noise that is taken for a sender's fault; beyond it, the other side does not speak MLLP. */
  static final int MAX_NOISE_BYTES = 1 << 20;

  /** A message that is not kept is read to its end to be answered, but not for ever. */
  static final long MAX_DISCARDED_BYTES = 1L << 32;

  private final Reception reception;
  private final Channel channel;
  private final Tally<Event> tally;
  private final String remote;
  private final FrameReader frames;
  private final SilenceWatch idle;
  private final SilenceWatch stalled;
  private final AnswerRow owed;
  private final AtomicBoolean workScheduled = new AtomicBoolean();
  private final Runnable onKnown = this::answerKnown;
  private final Runnable onEngineOpen = this::engineOpened;

  private boolean engineClosed;
  private boolean paused;
  private boolean leaving; // this side takes nothing more
  private boolean ended; // the other side sends nothing more
  private boolean working;
  private boolean done;

  /**
   * @param channel registered with its loop; this is to be the last handler of its pipeline
   */
  ServiceConnection(Reception reception, Channel channel) {
    this.reception = reception;
    this.channel = channel;
    this.tally = reception.tally();
    this.owed = new AnswerRow(channel);
    this.remote = Addresses.text(channel.remoteAddress());
    MllpServiceSettings settings = reception.settings();
    this.frames = new FrameReader(settings.maxMessageBytes(), reception.budget());
    this.idle = new SilenceWatch(channel.eventLoop(), settings.idleTimeout(), this::idleTooLong);
    this.stalled =
        new SilenceWatch(channel.eventLoop(), settings.frameTimeout(), this::stalledTooLong);
  }

  /**
   * Stops or takes up reading; answers go out all the same. From any thread; completes when it is
   * so.
   */
  CompletableFuture<Void> setPaused(boolean paused) {
    return CompletableFuture.runAsync(
        () -> {
          this.paused = paused;
          work();
        },
        channel.eventLoop());
  }

  /** Takes no further message, and closes when all answers are given. From any thread. */
  void leave() {
    channel
        .eventLoop()
        .execute(
            () -> {
              leaving = true;
              work();
            });
  }

  /** Closes at once. From any thread. */
  void abandon() {
    channel.close();
  }

  private void answerKnown() {
    if (channel.eventLoop().inEventLoop()) {
      work();
    } else if (workScheduled.compareAndSet(false, true)) {
      channel
          .eventLoop()
          .execute(
              () -> {
                workScheduled.set(false);
                work();
              });
    }
  }

  private void engineOpened() {
    channel
        .eventLoop()
        .execute(
            () -> {
              engineClosed = false;
              work();
            });
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    idle.restart();
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (done) {
      bytes.release();
      return;
    }
    frames.add(ctx.alloc(), bytes);
    idle.restart();
    work();
    if (!done && frames.inFrame()) {
      stalled.restart();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    work();
    ctx.fireChannelWritabilityChanged();
  }

  /** The sender has said its last and may still listen. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ended = true;
      work();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reportTruncation();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    TransportFault fault = TransportFault.of(cause);
    Event event = fault.isTls() ? Event.TLS_FAILED : Event.CONNECTION_FAILED;
    if (fault.isTls() || frames.inFrame() || !owed.isEmpty()) {
      tally.warn(event, "The connection from " + remote + " failed: " + fault.text());
    } else {
      tally.count(event); // a health check or a sender that ends so: nothing is lost
    }
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    done = true;
    idle.suspend();
    stalled.suspend();
    frames.close();
    owed.clear();
  }

  /** Does all that can be done now: takes frames, writes answers, opens or shuts the gate. */
  private void work() {
    if (working || done) {
      return; // within itself: an answer that was known at once, or room in the write buffer
    }
    working = true;
    boolean allTaken;
    try {
      do {
        allTaken = takeFrames();
      } while (!done && writeAnswers() && !allTaken);
    } finally {
      working = false;
    }
    if (done) {
      return;
    }
    if (owed.isEmpty() && (leaving || (ended && allTaken))) {
      reportTruncation();
      channel.pipeline().replace(this, null, new Lingering());
    } else {
      setReading(gateOpen());
    }
  }

  /** Takes what it may, and tells whether that was every frame there is. */
  private boolean takeFrames() {
    while (frames.hasUnread() && gateOpen() && engineOpen()) {
      Frame frame = frames.next();
      countSkipped();
      if (frame == null) {
        checkLimits();
        return true;
      }
      stalled.suspend();
      tally.count(Event.FRAME_READ);
      owed.add(reception.take(frame, remote, onKnown));
    }
    return !frames.hasUnread();
  }

  private boolean writeAnswers() {
    try {
      return owed.write(reception.clock().instant());
    } catch (RuntimeException broken) {
      // Rather no answer, and the sender's retry, than the next message's in its place.
      closeFor(Event.CONNECTION_FAILED, "an answer failed with " + broken.getClass());
      return false;
    }
  }

  private boolean gateOpen() {
    return !paused
        && !leaving
        && !engineClosed
        && owed.size() < reception.settings().maxPipelined()
        && channel.isWritable();
  }

  private boolean engineOpen() {
    engineClosed = !reception.intake().isOpen(onEngineOpen);
    return !engineClosed;
  }

  private void setReading(boolean wanted) {
    if (channel.config().isAutoRead() == wanted) {
      return;
    }
    if (wanted) {
      idle.restart();
      if (frames.inFrame()) {
        stalled.restart();
      }
    } else {
      idle.suspend();
      stalled.suspend();
    }
    channel.config().setAutoRead(wanted);
  }

  private void countSkipped() {
    long skipped = frames.takeSkipped();
    if (skipped > 0) {
      tally.add(Event.BYTES_SKIPPED, skipped);
      tally.tell(
          Event.BYTES_SKIPPED, "Skipped " + skipped + " bytes outside a frame, from " + remote);
    }
  }

  private void checkLimits() {
    if (frames.noise() > MAX_NOISE_BYTES) {
      closeFor(Event.CONNECTION_FAILED, "it sends nothing but bytes outside MLLP frames");
    } else if (frames.length() > MAX_DISCARDED_BYTES) {
      closeFor(Event.TRUNCATED, "a message has no end after 4 GiB");
    }
  }

  private void idleTooLong() {
    if (owed.isEmpty() && !frames.inFrame()) {
      closeFor(
          Event.CONNECTION_SILENT,
          "nothing came for " + SilenceWatch.seconds(reception.settings().idleTimeout()));
    } else {
      idle.restart();
    }
  }

  private void stalledTooLong() {
    closeFor(
        Event.TRUNCATED,
        "nothing came for "
            + SilenceWatch.seconds(reception.settings().frameTimeout())
            + " after "
            + frames.unfinished());
  }

  private void reportTruncation() {
    if (!done && frames.inFrame()) {
      tally.warn(
          Event.TRUNCATED,
          "The connection from "
              + remote
              + " ended after "
              + frames.unfinished()
              + "; it was dropped without an answer");
      frames.close();
    }
  }

  private void closeFor(Event event, String why) {
    tally.warn(event, "Closed the connection from " + remote + ": " + why);
    done = true;
    channel.close();
  }
}
