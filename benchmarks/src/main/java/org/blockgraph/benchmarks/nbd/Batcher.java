// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One connection that keeps so many requests in flight: each read takes all replies that are there, and one
 * write sends as many requests as they made room for. What is read is not looked at. One thread.
 */
final class Batcher implements AutoCloseable {

    private static final long OPTION_MAGIC = 0x49484156454F5054L;
    private static final int EXPORT_NAME = 1;
    private static final int FIXED_NEWSTYLE_NO_ZEROES = 3;
    private static final int GREETING = 18;
    private static final int EXPORT_REPLY = 10;

    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REQUEST = 28;
    private static final int REPLY = 16;

    private final SocketChannel channel;
    private final Latencies latencies = new Latencies();
    private long answered;
    private long sent;

    Batcher(Path socket, String export) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        receive(GREETING);
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        ByteBuffer option = ByteBuffer.allocate(Integer.BYTES + 16 + name.length);
        option.putInt(FIXED_NEWSTYLE_NO_ZEROES).putLong(OPTION_MAGIC).putInt(EXPORT_NAME);
        send(option.putInt(name.length).put(name).flip());
        receive(EXPORT_REPLY);
    }

    private void receive(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            take(bytes);
        }
    }

    private void take(ByteBuffer bytes) throws IOException {
        if (channel.read(bytes) < 0) {
            throw new EOFException("the server hung up");
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Makes requests until the time by System.nanoTime, or until the work has no more, and waits for the
     * last.
     */
    void run(Work work, int depth, long untilNanos) throws IOException {
        int payload = work.writes() ? Work.SIZE : 0;
        int data = work.writes() ? 0 : Work.SIZE;
        ByteBuffer out = ByteBuffer.allocateDirect(depth * (REQUEST + payload));
        ByteBuffer in = ByteBuffer.allocateDirect(depth * (REPLY + data));
        long[] begun = new long[depth];
        for (int slot = 0; slot < depth; slot++) {
            request(work, slot, begun, out);
        }
        while (answered < sent) {
            send(out.flip());
            out.clear();
            take(in);
            in.flip();
            long now = System.nanoTime();
            while (in.remaining() >= REPLY + data) {
                int slot = reply(in);
                in.position(in.position() + data);
                latencies.add(now - begun[slot]);
                answered++;
                if (now < untilNanos) {
                    request(work, slot, begun, out);
                }
            }
            in.compact();
        }
    }

    private void request(Work work, int slot, long[] begun, ByteBuffer out) {
        long offset = work.offset(sent);
        if (offset < 0) {
            return;
        }
        out.putInt(REQUEST_MAGIC).putShort((short) 0).putShort((short) (work.writes() ? 1 : 0));
        out.putLong(slot).putLong(offset).putInt(Work.SIZE);
        if (work.writes()) {
            // Whatever is there already is as good as anything.
            out.position(out.position() + Work.SIZE);
        }
        begun[slot] = System.nanoTime();
        sent++;
    }

    private static int reply(ByteBuffer in) throws IOException {
        int magic = in.getInt();
        int error = in.getInt();
        long slot = in.getLong();
        if (magic != REPLY_MAGIC || error != 0) {
            throw new IOException("no reply, or the error " + error);
        }
        return (int) slot;
    }

    long answered() {
        return answered;
    }

    Latencies latencies() {
        return latencies;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
