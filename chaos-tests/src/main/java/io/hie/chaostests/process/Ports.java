package io.hie.chaostests.process;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface, below those that the system gives to outgoing connections:
 * a port that must be there again after a restart may not be taken by a client meanwhile, and a
 * client that tries to connect to it may not meet itself.
 */
public final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 31_000;

  private Ports() {}

  /** One that was free a moment ago. */
  public static int free() {
    for (int i = 0; i < 200; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken; the next one
      }
    }
    throw new ChaosException("found no free port from " + LOWEST + " to " + HIGHEST);
  }
}
