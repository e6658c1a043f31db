package io.hie.persistence.kafka.topics;

import io.hie.persistence.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the topics of the log where they are not, and refuses those that would lose something.
 * Blocks; to be called before the node joins its cluster.
 */
public final class Topics {
  private static final long WAIT_SECONDS = 30;

  private final KafkaSettings settings;
  private final Admin admin;

  private Topics(KafkaSettings settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Makes and checks the topics.
   *
   * @return what tells this log from any other: the ids that Kafka gave its topics
   * @throws UnsuitableTopicException with every setting that is wrong, or if Kafka refuses this
   *     node or does not answer
   */
  public static String ensure(KafkaSettings settings) {
    return with(settings, Topics::ensure);
  }

  private static String with(KafkaSettings settings, Work work) {
    try (Admin admin = new Connection(settings).open()) {
      return work.on(new Topics(settings, admin));
    } catch (ExecutionException failed) {
      throw unreachable(settings, failed.getCause());
    } catch (TimeoutException failed) {
      throw unreachable(settings, failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unreachable(settings, stopped);
    }
  }

  /**
   * Makes and checks the topic of keys.
   *
   * @return the id that Kafka gave it
   * @throws UnsuitableTopicException as {@link #ensure} does
   */
  public static String ensureKeys(KafkaSettings settings) {
    return with(settings, Topics::ensureKeys);
  }

  /**
   * What all who keep one log call it: the cluster of brokers, by the id that it gave itself, and
   * the topic there.
   *
   * @throws UnsuitableTopicException if Kafka refuses this node or does not answer
   */
  public static String nameOfLog(KafkaSettings settings) {
    return with(
        settings,
        topics ->
            topics.admin.describeCluster().clusterId().get(WAIT_SECONDS, TimeUnit.SECONDS)
                + "/"
                + settings.eventsTopic());
  }

  private String ensureKeys() throws ExecutionException, InterruptedException, TimeoutException {
    return ensure(settings.keysTopic(), Requirement.ofKeys(settings));
  }

  private String ensure(String name, List<Requirement> requirements)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription topic = describeOrCreate(name, requirements);
    List<String> findings = new ArrayList<>();
    check(topic, requirements, findings);
    if (!findings.isEmpty()) {
      throw new UnsuitableTopicException(findings);
    }
    return topic.topicId().toString();
  }

  /**
   * Makes and checks the topic that dead letters are mirrored to.
   *
   * @return the id that Kafka gave it
   * @throws UnsuitableTopicException as {@link #ensure} does
   */
  public static String ensureDeadLetters(KafkaSettings settings) {
    return with(
        settings,
        topics -> topics.ensure(settings.deadLettersTopic(), Requirement.ofDeadLetters(settings)));
  }

  @FunctionalInterface
  private interface Work {
    String on(Topics topics) throws ExecutionException, InterruptedException, TimeoutException;
  }

  private static UnsuitableTopicException unreachable(KafkaSettings settings, Throwable cause) {
    return new UnsuitableTopicException(
        "the topics of the log cannot be made or read at "
            + settings.bootstrapServers()
            + ": "
            + words(cause)
            + "; see that the brokers run, that hie.kafka.bootstrap-servers names them, and that"
            + " the node's user may create and describe topics and describe their settings",
        cause);
  }

  /** Kafka's and Java's own often have a name and no message. */
  private static String words(Throwable cause) {
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ", " + message;
  }

  private String ensure() throws ExecutionException, InterruptedException, TimeoutException {
    List<Requirement> events = Requirement.ofEvents(settings);
    List<Requirement> snapshots = Requirement.ofSnapshots(settings);
    TopicDescription eventsTopic = describeOrCreate(settings.eventsTopic(), events);
    TopicDescription snapshotsTopic = describeOrCreate(settings.snapshotsTopic(), snapshots);
    List<String> findings = new ArrayList<>();
    check(eventsTopic, events, findings);
    check(snapshotsTopic, snapshots, findings);
    if (!findings.isEmpty()) {
      throw new UnsuitableTopicException(findings);
    }
    return eventsTopic.topicId() + " " + snapshotsTopic.topicId();
  }

  private TopicDescription describeOrCreate(String topic, List<Requirement> requirements)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription found = describe(topic);
    if (found != null) {
      return found;
    }
    Map<String, String> configs = new HashMap<>();
    requirements.forEach(each -> configs.put(each.setting(), each.wanted()));
    try {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, settings.partitions(), (short) settings.replicationFactor())
                      .configs(configs)))
          .all()
          .get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      // Another node of the cluster may have been quicker.
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw failed;
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() - deadline < 0) {
      TopicDescription made = describe(topic);
      if (made != null && made.partitions().stream().allMatch(each -> each.leader() != null)) {
        return made;
      }
      // Brokers learn of a new topic a moment later.
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
          .get();
    }
    throw new TimeoutException("topic " + topic + " was created and has no leaders");
  }

  private @Nullable TopicDescription describe(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(WAIT_SECONDS, TimeUnit.SECONDS)
          .get(topic);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return null;
      }
      throw failed;
    }
  }

  private void check(TopicDescription topic, List<Requirement> requirements, List<String> findings)
      throws ExecutionException, InterruptedException, TimeoutException {
    String name = topic.name();
    int partitions = topic.partitions().size();
    if (partitions != settings.partitions()) {
      findings.add(
          "topic "
              + name
              + " has "
              + partitions
              + " partitions, and the node is set to "
              + settings.partitions()
              + "; the number is chosen once for an installation, so set hie.history.shards = "
              + partitions
              + " on every node");
    }
    for (TopicPartitionInfo partition : topic.partitions()) {
      if (partition.replicas().size() < settings.replicationFactor()) {
        findings.add(
            "topic "
                + name
                + " has a replication factor of "
                + partition.replicas().size()
                + " in partition "
                + partition.partition()
                + ", less than the "
                + settings.replicationFactor()
                + " of hie.kafka.replication-factor; add replicas with"
                + " kafka-reassign-partitions.sh");
        break;
      }
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config =
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get(WAIT_SECONDS, TimeUnit.SECONDS)
            .get(resource);
    for (Requirement requirement : requirements) {
      String value = config.get(requirement.setting()).value();
      if (!requirement.isMetBy(value)) {
        findings.add(requirement.refusal(name, value, settings.bootstrapServers()));
      }
    }
  }
}
