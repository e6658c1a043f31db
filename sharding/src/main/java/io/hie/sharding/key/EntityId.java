package io.hie.sharding.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the ids of histories: {@code workspace/project/hash}, where the hash is HMAC-SHA-256 over
 * the sharding key with the workspace's secret, cut to 128 bits. So an id can stand in a log line,
 * a file name or an error, and only who holds the secret can find a patient's. Safe from any
 * thread, about a microsecond a call.
 */
public final class EntityId {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  private final Function<String, byte[]> secrets;
  private final Map<String, ThreadLocal<Mac>> macs = new ConcurrentHashMap<>();

  /**
   * Makes ids with secrets.
   *
   * @param secrets the secret of a workspace by its name; the same on every node and for ever,
   *     since a new one loses sight of every history
   */
  public EntityId(Function<String, byte[]> secrets) {
    this.secrets = secrets;
  }

  /** The id of the history of a key. */
  public String of(ShardingKey key) {
    Mac mac = macs.computeIfAbsent(key.workspace(), this::forWorkspace).get();
    mac.update(key.kind().name().getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) ':');
    byte[] hash = mac.doFinal(key.value().getBytes(StandardCharsets.UTF_8));
    return key.workspace()
        + "/"
        + key.project()
        + "/"
        + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
  }

  private ThreadLocal<Mac> forWorkspace(String workspace) {
    SecretKeySpec spec = new SecretKeySpec(secrets.apply(workspace), ALGORITHM);
    return ThreadLocal.withInitial(
        () -> {
          try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(spec);
            return mac;
          } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
          }
        });
  }

  /**
   * Which shard, and so which partition of the log, a history belongs to. Stable for ever: CRC-32C
   * of the id.
   *
   * @param shards how many there are
   */
  public static int shardOf(String entityId, int shards) {
    CRC32C crc = new CRC32C();
    crc.update(entityId.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % shards);
  }

  /** The workspace in an id. */
  public static String workspaceOf(String entityId) {
    return entityId.substring(0, entityId.indexOf('/'));
  }

  /** The project in an id. */
  public static String projectOf(String entityId) {
    int first = entityId.indexOf('/');
    return entityId.substring(first + 1, entityId.indexOf('/', first + 1));
  }
}
