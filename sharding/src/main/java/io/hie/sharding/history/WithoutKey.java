package io.hie.sharding.history;

import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.sharding.history.HistoryCommand.AcceptReply;
import io.hie.sharding.history.HistoryCommand.Reply;
import io.hie.sharding.history.HistoryCommand.Result;

/** Tells whoever waits for an answer that nothing can be stored, since the key cannot be had. */
final class WithoutKey {
  private WithoutKey() {}

  /**
   * Refuses a command.
   *
   * @return whether somebody was told; if not, the command has to wait
   */
  static boolean refuse(HistoryCommand.ToDecide command, String trouble) {
    switch (command) {
      case HistoryCommand.Accept accept -> {
        accept.replyTo().tell(new AcceptReply(accept.token(), new Acceptance.NotStored(trouble)));
        return true;
      }
      case HistoryCommand.Replay replay -> {
        replay.replyTo().tell(new Reply(Result.NOT_STORED, trouble));
        return true;
      }
      case HistoryCommand.Resubmit resubmit -> {
        resubmit.replyTo().tell(new Reply(Result.NOT_STORED, trouble));
        return true;
      }
      case HistoryCommand.DiscardDeadLetter discard -> {
        discard.replyTo().tell(new Reply(Result.NOT_STORED, trouble));
        return true;
      }
      case HistoryCommand.LegHandled _,
          HistoryCommand.LegTried _,
          HistoryCommand.LegExpired _,
          HistoryCommand.LegDiscarded _,
          HistoryCommand.LegReturned _,
          HistoryCommand.RecordEvent _ -> {
        return false;
      }
    }
  }
}
