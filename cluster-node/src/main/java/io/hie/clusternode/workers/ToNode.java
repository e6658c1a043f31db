package io.hie.clusternode.workers;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.DeliveryResult.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A worker's way to its node. Safe from any thread; blocks while the node does not read. If the
 * node is gone, what is sent is lost, and the worker's input ends.
 */
final class ToNode {
  private final Frames frames;
  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();

  ToNode(Frames frames, OutputStream out) {
    this.frames = frames;
    this.out = out;
  }

  Frames frames() {
    return frames;
  }

  void send(Frame.ToNode frame) {
    Payload bytes;
    try {
      bytes = frames.encode(frame);
    } catch (Frames.TooLargeException large) {
      if (frame instanceof Frame.Answer answer) {
        send(
            new Frame.Failed(
                answer.call(),
                Frame.Kind.OTHER,
                false,
                new Reason(
                    "too-large", "what the item answered is too large: " + large.getMessage())));
      }
      return;
    }
    lock.lock();
    try {
      Frames.write(out, bytes);
    } catch (IOException gone) {
      // The node will not ask what became of it; the input ends in a moment.
    } finally {
      lock.unlock();
    }
  }
}
