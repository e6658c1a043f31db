package io.hie.clusternode.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A name server for tests: addresses, and service records whose targets are on loopback. */
final class DnsServer implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;
  private static final int HEADER = 12;
  private static final int TTL_SECONDS = 1;

  private final DatagramSocket socket;
  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
  private final Map<String, List<Integer>> services = new ConcurrentHashMap<>();

  DnsServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.startVirtualThread(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  void addresses(String name, List<InetAddress> all) {
    addresses.put(name, all);
  }

  /** Each is a port of {@code localhost}. */
  void services(String name, List<Integer> ports) {
    services.put(name, ports);
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket query = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(query);
        byte[] answer = answer(Arrays.copyOf(buffer, query.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (query[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
      at += query[at] + 1;
    }
    int type = (query[at + 1] << 8) + query[at + 2];
    int endOfQuestion = at + 5;
    List<InetAddress> found =
        type == A ? addresses.getOrDefault(name.toString(), List.of()) : List.of();
    List<Integer> ports =
        type == SRV ? services.getOrDefault(name.toString(), List.of()) : List.of();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(0x8180);
    out.writeShort(1);
    out.writeShort(found.size() + ports.size());
    out.writeShort(0);
    out.writeShort(ports.isEmpty() ? 0 : 1);
    out.write(query, HEADER, endOfQuestion - HEADER);
    for (InetAddress address : found) {
      out.writeShort(0xC000 + HEADER);
      address(out, address);
    }
    for (int port : ports) {
      out.writeShort(0xC000 + HEADER);
      out.writeShort(SRV);
      out.writeShort(1);
      out.writeInt(TTL_SECONDS);
      byte[] target = localhost();
      out.writeShort(6 + target.length);
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(port);
      out.write(target);
    }
    if (!ports.isEmpty()) {
      out.write(localhost());
      address(out, InetAddress.getLoopbackAddress());
    }
    return bytes.toByteArray();
  }

  private static void address(DataOutputStream out, InetAddress address) throws IOException {
    out.writeShort(A);
    out.writeShort(1);
    out.writeInt(TTL_SECONDS);
    out.writeShort(address.getAddress().length);
    out.write(address.getAddress());
  }

  private static byte[] localhost() {
    byte[] label = "localhost".getBytes(StandardCharsets.US_ASCII);
    byte[] name = new byte[label.length + 2];
    name[0] = (byte) label.length;
    System.arraycopy(label, 0, name, 1, label.length);
    return name;
  }

  @Override
  public void close() {
    socket.close();
  }
}
