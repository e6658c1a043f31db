package io.hie.persistence.kafka.topics;

import io.hie.persistence.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first contact with Kafka. A broker that does not answer is waited for, since it may be
 * starting as this node is; one that refuses this node is not, and the setting is named.
 */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration TELL = Duration.ofSeconds(5);
  private static final String PREFIX = "hie.kafka.client.";

  private final KafkaSettings settings;

  Connection(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * A client that has had an answer.
   *
   * @throws UnsuitableTopicException if Kafka refuses, or does not answer in the time that it has
   */
  Admin open() throws InterruptedException {
    Map<String, Object> client = new HashMap<>(settings.clientSettings());
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    client.put(AdminClientConfig.CLIENT_ID_CONFIG, "hie-topics");
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    Admin admin;
    try {
      admin = Admin.create(client);
    } catch (KafkaException failed) {
      throw wrongSettings(failed);
    }
    try {
      awaitAnswer(admin);
      return admin;
    } catch (RuntimeException | InterruptedException failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  private void awaitAnswer(Admin admin) throws InterruptedException {
    long started = System.nanoTime();
    long tellAt = started + ANSWER.toNanos();
    while (true) {
      Throwable why;
      try {
        admin.describeCluster().nodes().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException noAnswer) {
        why = noAnswer;
      } catch (ExecutionException failed) {
        why = failed.getCause();
        if (why instanceof AuthenticationException || why instanceof AuthorizationException) {
          throw refused(why);
        }
      }
      long now = System.nanoTime();
      if (now - started > settings.connectTimeout().toNanos()) {
        throw new UnsuitableTopicException(
            "Kafka at "
                + settings.bootstrapServers()
                + " has not answered for "
                + settings.connectTimeout().toSeconds()
                + " s; see that the brokers run, that hie.kafka.bootstrap-servers"
                + " (HIE_KAFKA_BOOTSTRAP_SERVERS) names them, and that"
                + " hie.kafka.client.security.protocol (HIE_KAFKA_SECURITY_PROTOCOL), which is "
                + settings.clientSettings().getOrDefault("security.protocol", "PLAINTEXT")
                + ", is that of their listener",
            why);
      }
      if (now - tellAt > 0) {
        LOG.warn("waiting for Kafka at {}, which does not answer", settings.bootstrapServers());
        tellAt = now + TELL.toNanos();
      }
      CompletableFuture<Void> paused =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      paused.join();
    }
  }

  private UnsuitableTopicException refused(Throwable why) {
    String words =
        switch (why) {
          case SaslAuthenticationException login ->
              " refuses the login: see "
                  + setting("sasl.jaas.config", "SASL_JAAS_CONFIG")
                  + " with its username and password, and "
                  + setting("sasl.mechanism", "SASL_MECHANISM");
          case SslAuthenticationException tls ->
              " could not be agreed with on TLS: see that "
                  + setting("ssl.truststore.location", "SSL_TRUSTSTORE_LOCATION")
                  + " holds the certificate that signed the brokers', that the brokers'"
                  + " certificates name the hosts of hie.kafka.bootstrap-servers, and, if they ask"
                  + " who the node is, "
                  + setting("ssl.keystore.location", "SSL_KEYSTORE_LOCATION");
          default ->
              " does not allow what the node must do: it must describe the cluster, create and"
                  + " describe topics and read and write "
                  + settings.eventsTopic()
                  + " and "
                  + settings.snapshotsTopic();
        };
    return new UnsuitableTopicException(
        "Kafka at " + settings.bootstrapServers() + words + " (" + why.getMessage() + ")", why);
  }

  private UnsuitableTopicException wrongSettings(KafkaException failed) {
    Throwable root = failed;
    StringBuilder words = new StringBuilder();
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
      words.append(words.isEmpty() ? "" : ": ").append(root.getMessage());
    }
    String text = words.isEmpty() ? String.valueOf(failed.getMessage()) : words.toString();
    return new UnsuitableTopicException(
        "the settings for clients of Kafka cannot be used; see " + likely(text) + " (" + text + ")",
        failed);
  }

  private String likely(String text) {
    String trust = settings.clientSettings().get("ssl.truststore.location");
    String key = settings.clientSettings().get("ssl.keystore.location");
    if (trust != null && text.contains(trust)) {
      return stores("truststore", "TRUSTSTORE");
    }
    if (key != null && text.contains(key)) {
      return stores("keystore", "KEYSTORE");
    }
    if (text.contains("JAAS") || text.contains("LoginModule")) {
      return setting("sasl.jaas.config", "SASL_JAAS_CONFIG");
    }
    return "those under hie.kafka.client (HIE_KAFKA_SECURITY_PROTOCOL, HIE_KAFKA_SSL_…,"
        + " HIE_KAFKA_SASL_…)";
  }

  private static String stores(String name, String variable) {
    return setting("ssl." + name + ".location", "SSL_" + variable + "_LOCATION")
        + ", "
        + setting("ssl." + name + ".password", "SSL_" + variable + "_PASSWORD")
        + " and "
        + setting("ssl." + name + ".type", "SSL_" + variable + "_TYPE");
  }

  private static String setting(String name, String variable) {
    return PREFIX + name + " (HIE_KAFKA_" + variable + ")";
  }
}
