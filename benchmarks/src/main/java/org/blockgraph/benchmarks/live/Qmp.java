// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Commands to QEMU, one after the other. Each is a line, and so is its answer. */
final class Qmp implements AutoCloseable {

    private final SocketChannel socket;
    private final BufferedReader answers;

    /** Connects, and says that commands follow. */
    Qmp(Path control) throws IOException {
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(control));
        answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
        answers.readLine();
        execute("qmp_capabilities", "{}");
    }

    /** Returns when the command is done; events are skipped. */
    void execute(String command, String arguments) throws IOException {
        String line = "{\"execute\":\"" + command + "\",\"arguments\":" + arguments + "}\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
        String answer = answers.readLine();
        while (answer != null && !answer.contains("\"return\"")) {
            if (answer.contains("\"error\"")) {
                throw new IOException(command + ": " + answer);
            }
            answer = answers.readLine();
        }
        if (answer == null) {
            throw new IOException(command + ": the connection ended");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
