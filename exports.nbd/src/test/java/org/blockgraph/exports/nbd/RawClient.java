// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.blockgraph.exports.nbd.protocol.Chunk;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;

/** Speaks NBD byte by byte, right or wrong. One thread. */
final class RawClient implements AutoCloseable {

    /** Room for a message of any test. */
    private static final int ROOM = 1 << 20;

    private final Closeable line;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;

    /** Null for a Unix socket. */
    private final Socket socket;

    RawClient(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.line = channel;
        this.in = channel;
        this.out = channel;
        this.socket = null;
    }

    /** Speaks over a socket of TCP or TLS. */
    RawClient(Socket socket) throws IOException {
        this.line = socket;
        this.in = Channels.newChannel(socket.getInputStream());
        this.out = Channels.newChannel(socket.getOutputStream());
        this.socket = socket;
    }

    /** A reply to an option. */
    record Answer(int option, int type, byte[] data) {

        String text() {
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    static ByteBuffer message() {
        return ByteBuffer.allocate(ROOM);
    }

    void send(ByteBuffer message) throws IOException {
        message.flip();
        while (message.hasRemaining()) {
            out.write(message);
        }
    }

    ByteBuffer receive(int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) {
                throw new EOFException("the server closed after " + bytes.position() + " bytes");
            }
        }
        return bytes.flip();
    }

    /** Reads until the server closes, and returns what it said. */
    byte[] receiveAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(ROOM);
        try {
            while (in.read(bytes.clear()) >= 0) {
                all.write(bytes.array(), 0, bytes.position());
            }
        } catch (IOException e) {
            // A reset is an end as well.
        }
        return all.toByteArray();
    }

    /** Takes the greeting and answers with flags. */
    RawClient greet(int flags) throws IOException {
        ByteBuffer greeting = receive(18);
        if (greeting.getLong() != Magic.GREETING || greeting.getLong() != Magic.OPTION) {
            throw new AssertionError("no greeting");
        }
        send(message().putInt(flags));
        return this;
    }

    /** Takes the greeting and is told to begin TLS. */
    RawClient startTls() throws IOException {
        greet(3);
        if (ask(Option.STARTTLS).type() != OptionReply.ACK) {
            throw new AssertionError("TLS was refused");
        }
        return this;
    }

    /** Takes the greeting and comes as far as TLS, which begins with what the socket returned sends. */
    SSLSocket encrypt(SSLContext trusting, String... versions) throws IOException {
        startTls();
        SSLSocket secret = (SSLSocket)
                trusting.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), false);
        if (versions.length > 0) {
            secret.setEnabledProtocols(versions);
        }
        return secret;
    }

    void option(int option, byte... data) throws IOException {
        send(optionMessage(option, data));
    }

    static ByteBuffer optionMessage(int option, byte... data) {
        return message().putLong(Magic.OPTION).putInt(option).putInt(data.length).put(data);
    }

    Answer answer() throws IOException {
        ByteBuffer header = receive(20);
        if (header.getLong() != Magic.OPTION_REPLY) {
            throw new AssertionError("no reply to an option");
        }
        int option = header.getInt();
        int type = header.getInt();
        return new Answer(option, type, receive(header.getInt()).array());
    }

    /** Sends an option and returns the last reply to it. */
    Answer ask(int option, byte... data) throws IOException {
        option(option, data);
        Answer answer = answer();
        while (answer.type() > 0 && answer.type() != OptionReply.ACK) {
            answer = answer();
        }
        return answer;
    }

    static byte[] go(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + text.length).putInt(text.length).put(text).putShort((short) 0).array();
    }

    static byte[] contexts(String name, String... queries) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = message().putInt(text.length).put(text).putInt(queries.length);
        for (String query : queries) {
            data.putInt(query.length()).put(query.getBytes(StandardCharsets.UTF_8));
        }
        byte[] all = new byte[data.position()];
        data.get(0, all);
        return all;
    }

    /** Comes as far as requests, with structured replies. */
    RawClient enterStructured(String name) throws IOException {
        greet(3);
        if (ask(Option.STRUCTURED_REPLY).type() != OptionReply.ACK) {
            throw new AssertionError("structured replies were refused");
        }
        return choose(name);
    }

    /** Comes as far as requests, with simple replies. */
    RawClient enter(String name) throws IOException {
        greet(3);
        return choose(name);
    }

    /** Comes as far as requests from within the handshake. */
    RawClient choose(String name) throws IOException {
        if (ask(Option.GO, go(name)).type() != OptionReply.ACK) {
            throw new AssertionError("GO was refused");
        }
        return this;
    }

    static ByteBuffer request(int flags, int command, long cookie, long offset, int length) {
        return message()
                .putInt(Magic.REQUEST)
                .putShort((short) flags)
                .putShort((short) command)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length);
    }

    static ByteBuffer extended(int flags, int command, long cookie, long offset, long length) {
        return message()
                .putInt(Magic.EXTENDED_REQUEST)
                .putShort((short) flags)
                .putShort((short) command)
                .putLong(cookie)
                .putLong(offset)
                .putLong(length);
    }

    /** Takes a simple reply without payload and returns its error. */
    int simpleReply(long cookie) throws IOException {
        Reply reply = reply();
        if (reply.cookie() != cookie) {
            throw new AssertionError("a reply to " + reply.cookie() + " instead of " + cookie);
        }
        return reply.error();
    }

    /** A simple reply; the payload of a read follows. */
    record Reply(int error, long cookie) {}

    /** Takes the next simple reply, to whichever request. */
    Reply reply() throws IOException {
        ByteBuffer reply = receive(16);
        if (reply.getInt() != Magic.SIMPLE_REPLY) {
            throw new AssertionError("no simple reply");
        }
        return new Reply(reply.getInt(), reply.getLong());
    }

    /** An error with a text. */
    record ErrorChunk(int error, String text) {}

    /** Takes the structured reply to a request that failed before anything was read. */
    ErrorChunk errorChunk(long cookie) throws IOException {
        ByteBuffer header = receive(20);
        boolean error = header.getInt() == Magic.STRUCTURED_REPLY
                && header.getShort() == Chunk.DONE
                && Short.toUnsignedInt(header.getShort()) == Chunk.ERROR
                && header.getLong() == cookie;
        if (!error) {
            throw new AssertionError("no error chunk that ends the reply to " + cookie);
        }
        ByteBuffer content = receive(header.getInt());
        int number = content.getInt();
        byte[] text = new byte[content.getShort()];
        content.get(text);
        return new ErrorChunk(number, new String(text, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
