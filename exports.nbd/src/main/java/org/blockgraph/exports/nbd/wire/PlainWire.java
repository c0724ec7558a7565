// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A socket as it is, TCP or unix, not blocking, with a selector of its own to wait and be woken on. */
public final class PlainWire implements Wire {

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    /** What the selector waits for now; one thread. */
    private int interest = SelectionKey.OP_READ;

    /** Whether the client is waited for. */
    private volatile boolean awaited;

    /** How many bytes have moved, either way; written by the connection's thread. */
    private volatile long moved;

    /** Takes the channel over; it is closed when this fails. */
    public PlainWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            opened = Selector.open();
            key = channel.register(opened, interest);
        } catch (IOException e) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
        this.selector = opened;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int got = channel.read(target);
        moved += Math.max(got, 0);
        return got;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        moved += channel.write(source);
    }

    /** Tells whether the client is waited for now. Any thread. */
    public boolean isAwaited() {
        return awaited;
    }

    /** Returns how many bytes have moved, either way. Any thread. */
    public long moved() {
        return moved;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean await(Until what, long millis) throws IOException {
        int wanted = switch (what) {
            case READABLE -> SelectionKey.OP_READ;
            case WRITABLE -> SelectionKey.OP_WRITE;
            case WOKEN -> 0;
        };
        try {
            if (wanted != interest) {
                key.interestOps(wanted);
                interest = wanted;
            }
            awaited = wanted != 0;
            boolean ready = selector.select(PlainWire::ready, millis) > 0;
            awaited = false;
            return ready;
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new AsynchronousCloseException();
        }
    }

    /** Who waits tries again by itself. */
    private static void ready(SelectionKey key) {
        assert key.isValid();
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
        try {
            selector.close();
        } catch (IOException e) {
            // The same.
        }
    }
}
