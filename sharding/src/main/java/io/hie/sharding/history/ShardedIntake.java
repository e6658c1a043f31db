package io.hie.sharding.history;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import io.hie.actormodel.key.MessageKeys;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import io.hie.actormodel.runtime.DeployedProduction;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import io.hie.actormodel.runtime.Productions;
import io.hie.sharding.key.EntityId;
import io.hie.sharding.key.ShardingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The way of one service's messages to the histories of their keys: straight to one that is awake
 * here, by the door of the other node that has its shard, or by the region. Those of one history
 * take another way than the one before only when that has been answered, so none is overtaken.
 */
final class ShardedIntake implements Intake {
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(ShardedIntake::sha256);
  private static final int FINGERPRINT_BYTES = 16;
  private static final Payload NO_FINGERPRINT = Payload.wrap(new byte[0]);

  private final String workspace;
  private final String project;
  private final String service;
  private final Productions productions;
  private final OpenMessages openMessages;
  private final EntityId entityIds;
  private final Awake awake;
  private final Function<String, @Nullable ActorRef<Door.Through>> doors;
  private final BiConsumer<String, HistoryCommand> region;
  private final Acceptances acceptances;

  ShardedIntake(
      String workspace,
      String project,
      String service,
      Productions productions,
      OpenMessages openMessages,
      EntityId entityIds,
      Awake awake,
      Function<String, @Nullable ActorRef<Door.Through>> doors,
      BiConsumer<String, HistoryCommand> region,
      Acceptances acceptances) {
    this.workspace = workspace;
    this.project = project;
    this.service = service;
    this.productions = productions;
    this.openMessages = openMessages;
    this.entityIds = entityIds;
    this.awake = awake;
    this.doors = doors;
    this.region = region;
    this.acceptances = acceptances;
  }

  @Override
  public void submit(Submission submission, Listener listener) {
    DeployedProduction production = productions.find(workspace, project);
    if (production == null) {
      listener.onAcceptance(new Acceptance.NotStored("its production does not run here"));
      return;
    }
    ShardingKey key =
        ShardingKey.of(
            production.strategy(), workspace, project, submission.keys(), nameOf(submission));
    String entityId = entityIds.of(key);
    DeployedItem item = production.item(service);
    ActorRef<HistoryCommand> history = awake.findUnlessOvertaking(entityId);
    ActorRef<Door.Through> door =
        history == null && awake.began(entityId) ? doors.apply(entityId) : null;
    long token =
        acceptances.expect(
            history != null ? listener : notingTheEnd(entityId, listener),
            item == null ? Intake.ACCEPT_TIMEOUT : item.host().messageTimeout(),
            late -> region.accept(entityId, new HistoryCommand.GaveUp(late)));
    HistoryCommand.Accept accept =
        new HistoryCommand.Accept(
            submission.envelope(),
            service,
            submission.sender(),
            submission.controlId(),
            fingerprint(submission),
            token,
            acceptances.replyTo(),
            others(production.strategy(), key, submission.keys()));
    if (history != null) {
      history.tell(accept);
    } else if (door != null) {
      door.tell(new Door.Through(entityId, accept));
    } else {
      region.accept(entityId, accept);
    }
  }

  private @Nullable List<HistoryCommand.Other> others(
      ShardingStrategy strategy, ShardingKey key, MessageKeys keys) {
    if (keys.others().isEmpty()) {
      return null;
    }
    List<HistoryCommand.Other> others = new ArrayList<>(2);
    ShardingKey.others(strategy, key, keys)
        .forEach(
            (other, record) ->
                others.add(
                    new HistoryCommand.Other(entityIds.of(other), record.event(), record.said())));
    return others.isEmpty() ? null : others;
  }

  private Listener notingTheEnd(String entityId, Listener listener) {
    return acceptance -> {
      awake.ended(entityId);
      listener.onAcceptance(acceptance);
    };
  }

  @Override
  public boolean isOpen(Runnable onOpen) {
    DeployedProduction production = productions.find(workspace, project);
    return production == null
        || openMessages.isOpen(workspace, project, production.maxOpenMessages(), onOpen);
  }

  /**
   * What a message without any key is called: the same in a retry, so that the retry meets the
   * first.
   */
  private static String nameOf(Submission submission) {
    return submission.controlId() == null
        ? submission.envelope().header().messageId()
        : submission.sender() + "|" + submission.controlId();
  }

  private static Payload fingerprint(Submission submission) {
    String controlId = submission.controlId();
    if (controlId == null) {
      return NO_FINGERPRINT;
    }
    return fingerprint(submission.sender(), controlId, submission.envelope().body().rawPayload());
  }

  static Payload fingerprint(String sender, String controlId, Payload body) {
    MessageDigest digest = DIGEST.get();
    digest.update(sender.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(controlId.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    ByteBuffer bytes = body.asByteBuffer();
    digest.update(bytes);
    return Payload.wrap(Arrays.copyOf(digest.digest(), FINGERPRINT_BYTES));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
