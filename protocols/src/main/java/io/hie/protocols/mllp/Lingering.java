package io.hie.protocols.mllp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the last answers arrive. A socket that is closed while bytes are
 * unread resets, and a reset takes with it what is still on its way to the other side. So this side
 * ends first, and what still comes is thrown away, unanswered, until the other side ends too or a
 * second is over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class Lingering extends ChannelInboundHandlerAdapter {
  private static final long MOST_MILLIS = 1_000;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.setCloseNotifyReadTimeoutMillis(MOST_MILLIS);
      ctx.close();
    } else if (channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
      // Shutting down discards what is not written, hence the wait for an empty write to get out.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> duplex.shutdownOutput());
      channel.eventLoop().schedule(() -> channel.close(), MOST_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ctx.close());
    }
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
