package io.hie.protocols.mllp;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.runtime.Pulse;
import io.hie.protocols.hl7.Hl7Ack;
import io.hie.protocols.hl7.NotHl7Exception;
import io.hie.protocols.mllp.FrameDecoder.Frame;
import io.hie.protocols.mllp.MllpOperation.Event;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to a receiver, for as long as it lasts. Carries one message at a time, and
 * takes for its answer only what names it; everything else that comes is counted and dropped. Once
 * an answer has been waited for in vain the connection is closed, so that a late one has nowhere to
 * arrive.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class LinkSession extends ChannelInboundHandlerAdapter {
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final Reason STOOD_STILL =
      new Reason(
          "stood-still", "this process stood still, and another may have delivered it since");

  private final Target target;
  private final Owner owner;
  private final Channel channel;
  private final FrameReader frames = new FrameReader(MAX_ANSWER_BYTES, FrameBudget.NODE);
  private final SilenceWatch answerWatch;

  private @Nullable Exchange current;
  private @Nullable TransportFault fault;
  private String lastControlId = "";
  private boolean up;
  private boolean bytesLeft; // whether any byte of the current message may have left this machine
  private boolean reading;
  private boolean freed;
  private boolean over; // the last exchange was not answered
  private boolean receipt; // the receiver has it, and has not answered it yet
  private int dropped; // answers that came during the current exchange and were not its own

  /** Told, on the loop, what becomes of the connection. */
  interface Owner {
    /** Ready for its first message. */
    void up(LinkSession session);

    /** Ready for another one. */
    void free(LinkSession session, boolean answered);

    /** No more. Not called if it was never opened. */
    void ended(LinkSession session, TransportFault fault);
  }

  LinkSession(Target target, Owner owner, Channel channel) {
    this.target = target;
    this.owner = owner;
    this.channel = channel;
    this.answerWatch =
        new SilenceWatch(channel.eventLoop(), target.settings().ackTimeout(), this::answerLate);
  }

  boolean isFree() {
    return up && current == null && channel.isActive();
  }

  boolean isUp() {
    return up;
  }

  /** Sends a message, unless the process stood still while it was on its way. Only when free. */
  void send(Exchange exchange) {
    if (!Pulse.isSteady()) {
      exchange.end(new NotSent(STOOD_STILL));
      channel.eventLoop().execute(() -> owner.free(this, false));
      return;
    }
    current = exchange;
    dropped = 0;
    receipt = false;
    // TLS buffers records of its own, so what has left is known for plain connections only.
    bytesLeft = target.tls() != null;
    answerWatch.restart();
    ChannelProgressivePromise written = channel.newProgressivePromise();
    written.addListener(
        new ChannelProgressiveFutureListener() {
          @Override
          public void operationProgressed(ChannelProgressiveFuture f, long sent, long total) {
            bytesLeft = true;
            answerWatch.restart(); // a large message on a slow line
          }

          @Override
          public void operationComplete(ChannelProgressiveFuture f) {
            if (current == exchange) {
              written(f.cause());
            }
          }
        });
    channel.writeAndFlush(Mllp.frame(channel.alloc(), exchange.body()), written);
  }

  /** Closes; a message in hand ends as if the connection had died. */
  void close(TransportFault why) {
    if (fault == null) {
      fault = why;
    }
    channel.close();
  }

  private void written(@Nullable Throwable cause) {
    if (cause != null) {
      close(TransportFault.of(cause));
    } else if (current != null && !current.isAnswered()) {
      finish(new Delivered("sent; MSH-15 and MSH-16 ask for no answer"), false);
    } else {
      bytesLeft = true;
      answerWatch.restart();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (target.tls() == null) {
      nowUp();
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        nowUp();
      } else {
        close(TransportFault.of(handshake.cause()));
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  private void nowUp() {
    up = true;
    owner.up(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    frames.add(ctx.alloc(), (ByteBuf) message);
    reading = true;
    for (Frame frame; (frame = frames.next()) != null; ) {
      switch (frame) {
        case Frame.Complete complete -> received(complete.message());
        case Frame.TooLarge large -> drop(Event.ANSWER_UNREADABLE, "it is too large");
        case Frame.NoRoom noRoom -> drop(Event.ANSWER_UNREADABLE, "there is no memory for it");
        case Frame.Cut cut -> drop(Event.ANSWER_UNREADABLE, "it broke off where another began");
      }
    }
    long skipped = frames.takeSkipped();
    if (skipped > 0) {
      target.tally().add(Event.BYTES_SKIPPED, skipped);
      drop(Event.ANSWER_UNREADABLE, skipped + " bytes of it are outside a frame");
    }
    reading = false;
    if (freed) {
      freed = false;
      owner.free(this, true);
    }
  }

  private void received(Payload bytes) {
    FrameBudget.NODE.release(bytes.size());
    Hl7Ack.Answer answer;
    try {
      answer = Hl7Ack.read(bytes, target.settings().charset());
    } catch (NotHl7Exception notHl7) {
      drop(Event.ANSWER_UNREADABLE, notHl7.code() + ", " + notHl7.getMessage());
      return;
    }
    Exchange exchange = current;
    if (exchange != null && exchange.isAnswered() && exchange.isAnsweredBy(answer, lastControlId)) {
      if (exchange.isReceiptOnly(answer)) {
        receipt = true;
        answerWatch.restart();
      } else {
        finish(exchange.meaning(answer, bytes), true);
      }
    } else if (!lastControlId.isEmpty() && lastControlId.equals(answer.controlId().strip())) {
      target.tally().count(Event.ANSWER_REPEATED); // AA after CA: the first has decided
    } else {
      drop(Event.ANSWER_UNMATCHED, "its MSA-2 names another message than the one in hand, if any");
    }
  }

  private void drop(Event event, String why) {
    dropped++;
    target.tally().warn(event, "Dropped an answer from " + target.name() + ": " + why);
  }

  private void answerLate() {
    if (current == null) {
      return;
    }
    String time = SilenceWatch.seconds(target.settings().ackTimeout());
    target
        .tally()
        .warn(
            Event.ANSWER_LATE,
            "No answer from " + target.name() + " within " + time + droppedText());
    TransportFault late = TransportFault.ackTimeout("no answer within " + time + droppedText());
    finish(unanswered(late), false);
    close(late);
  }

  private String droppedText() {
    return dropped == 0 ? "" : "; " + dropped + " that came could not be its answer";
  }

  private void finish(DeliveryResult result, boolean answered) {
    Exchange exchange = current;
    if (exchange == null) {
      return;
    }
    current = null;
    answerWatch.suspend();
    lastControlId = exchange.controlId();
    exchange.end(result);
    if (over) {
      return; // the connection is at its end
    }
    if (reading) {
      freed = true; // what came before the next message was sent cannot be its answer
    } else {
      owner.free(this, answered);
    }
  }

  private DeliveryResult unanswered(TransportFault why) {
    over = true;
    if (receipt) {
      return new Delivered("CA, and no answer after it: " + why.code());
    }
    return bytesLeft
        ? new Ambiguous(
            new Reason(why.code(), "sent to " + target.name() + ", and then " + why.text()))
        : new NotSent(new Reason(why.code(), "not sent to " + target.name() + ": " + why.text()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close(TransportFault.of(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  private void end() {
    TransportFault why = fault == null ? TransportFault.CLOSED_BY_PEER : fault;
    up = false;
    if (current != null) {
      finish(unanswered(why), false);
    }
    frames.close();
    owner.ended(this, why);
  }
}
