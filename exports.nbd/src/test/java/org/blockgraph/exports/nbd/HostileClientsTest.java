// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.blockgraph.exports.nbd.protocol.Chunk;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.CommandFlag;
import org.blockgraph.exports.nbd.protocol.Magic;
import org.blockgraph.exports.nbd.protocol.NbdError;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traffic that no decent client sends: the right answer or a closed connection, and others unharmed. */
@Timeout(60)
class HostileClientsTest {

    private static final int SIZE = 4 << 20;

    @TempDir
    private Path folder;

    private ExportFixture fixture;
    private Path image;
    private Path socket;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
        image = fixture.raw("d0", SIZE);
        socket = folder.resolve("d0.sock");
        fixture.export("d0");
    }

    /** Whatever was done, the next client is served. */
    @AfterEach
    void stop() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(RawClient.request(0, Command.READ, 9, 512, 512));
            assertEquals(NbdError.NONE, client.simpleReply(9));
            byte[] expected = Arrays.copyOfRange(Files.readAllBytes(image), 512, 1024);
            assertArrayEquals(expected, client.receive(512).array());
        } finally {
            fixture.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // flags, command, offset, length, error
        "0, 0, 4194304, 1, 22",
        "0, 0, 4194303, 2, 22",
        "0, 0, -1, 512, 22",
        "0, 0, 9223372036854775807, 512, 22",
        "0, 0, 0, 0, 22",
        "0, 0, 0, 33554433, 22",
        "4, 0, 0, 512, 22",
        "2, 0, 0, 512, 22",
        "64, 0, 0, 512, 22",
        "0, 3, 0, 1, 22",
        "0, 3, 1, 0, 22",
        "0, 4, 4194304, 512, 22",
        "0, 4, 0, 0, 22",
        "0, 5, 4194304, 512, 22",
        "2, 5, 0, 512, 22",
        "0, 6, 4194304, 512, 28",
        "8, 6, 0, 512, 22",
        "0, 6, 0, 0, 22",
        "0, 7, 0, 512, 22",
        "8, 7, 0, 512, 22",
        "0, 8, 0, 512, 22",
        "0, 65535, 0, 512, 22"
    })
    void anIllegalRequestIsAnsweredWithItsError(int flags, int command, long offset, int length, int error)
            throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(RawClient.request(flags, command, 7, offset, length));
            assertEquals(error, client.simpleReply(7));
            client.send(RawClient.request(0, Command.FLUSH, 8, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(8));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 4194304, 28", "0, 4194000, 28", "2, 0, 22", "32, 0, 22"})
    void aBadWritesPayloadIsReadAndNothingIsWritten(int flags, long offset, int error) throws Exception {
        byte[] before = Files.readAllBytes(image);
        try (RawClient client = new RawClient(socket).enter("d0")) {
            ByteBuffer write = RawClient.request(flags, Command.WRITE, 7, offset, 512);
            client.send(write.put(new byte[512]));
            assertEquals(error, client.simpleReply(7));
            client.send(RawClient.request(0, Command.FLUSH, 8, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(8));
        }
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    @Test
    void aLongWriteIsWrittenPieceByPiece() throws Exception {
        byte[] data = new byte[(1 << 20) - 28];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7 + i / 251);
        }
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(RawClient.request(CommandFlag.FUA, Command.WRITE, 7, 1000, data.length).put(data));
            assertEquals(NbdError.NONE, client.simpleReply(7));
            client.send(RawClient.request(0, Command.READ, 8, 1000, data.length));
            assertEquals(NbdError.NONE, client.simpleReply(8));
            assertArrayEquals(data, client.receive(data.length).array());
        }
    }

    @Test
    void aPayloadBeyondTheLimitDisconnects() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(RawClient.request(0, Command.WRITE, 7, 0, (32 << 20) + 1));
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void junkInPlaceOfARequestDisconnects() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            client.send(RawClient.message().put(new byte[28]));
            assertEquals(0, client.receiveAll().length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, -1, 0x80000003, 7})
    void unknownClientFlagsDisconnect(int flags) throws Exception {
        try (RawClient client = new RawClient(socket).greet(flags)) {
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void junkInPlaceOfAnOptionDisconnects() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            client.send(RawClient.message().put(new byte[16]));
            assertEquals(0, client.receiveAll().length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 100, -1})
    void anUnknownOptionIsSaidToBe(int option) throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            assertEquals(OptionReply.UNSUPPORTED, client.ask(option, new byte[100]).type());
            assertEquals(OptionReply.ACK, client.ask(Option.LIST).type());
        }
    }

    @Test
    void malformedOptionsAreInvalid() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            for (int option : new int[] {Option.LIST, Option.STRUCTURED_REPLY, Option.EXTENDED_HEADERS,
                Option.STARTTLS}) {
                assertEquals(OptionReply.INVALID, client.ask(option, (byte) 1).type(), "option " + option);
            }
            for (int option : new int[] {Option.INFO, Option.GO, Option.SET_META_CONTEXT}) {
                assertEquals(OptionReply.INVALID, client.ask(option).type(), "option " + option);
                byte[] longName = ByteBuffer.allocate(10).putInt(1000).array();
                assertEquals(OptionReply.INVALID, client.ask(option, longName).type(), "option " + option);
                byte[] negative = ByteBuffer.allocate(10).putInt(-1).array();
                assertEquals(OptionReply.INVALID, client.ask(option, negative).type(), "option " + option);
            }
            byte[] noUtf8 = RawClient.go("d0");
            noUtf8[4] = (byte) 0xff;
            assertEquals(OptionReply.INVALID, client.ask(Option.GO, noUtf8).type());
            byte[] tooMany = RawClient.go("d0");
            tooMany[tooMany.length - 1] = 5;
            assertEquals(OptionReply.INVALID, client.ask(Option.GO, tooMany).type());
            byte[] query = RawClient.contexts("d0", "base:allocation");
            assertEquals(OptionReply.INVALID, client.ask(Option.SET_META_CONTEXT, query).type());
            assertEquals(OptionReply.ACK, client.ask(Option.STRUCTURED_REPLY).type());
            byte[] noColon = RawClient.contexts("d0", "base");
            assertEquals(OptionReply.INVALID, client.ask(Option.SET_META_CONTEXT, noColon).type());
            assertEquals(OptionReply.UNKNOWN, client.ask(Option.GO, RawClient.go("no")).type());
            assertEquals(OptionReply.ACK, client.ask(Option.GO, RawClient.go("d0")).type());
        }
    }

    @Test
    void anOptionThatIsTooLongIsSkippedOrEndsTheConnection() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            assertEquals(OptionReply.TOO_BIG, client.ask(Option.LIST, new byte[100_000]).type());
            client.send(RawClient.message().putLong(Magic.OPTION).putInt(Option.LIST).putInt(-1));
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void tooManyOptionsEndTheConnection() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            for (int i = 0; i < 1024; i++) {
                assertEquals(OptionReply.UNSUPPORTED, client.ask(77).type());
            }
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void anExportNameThatThereIsNotEndsTheConnection() throws Exception {
        try (RawClient client = new RawClient(socket).greet(1)) {
            client.option(Option.EXPORT_NAME, (byte) 'x');
            assertEquals(0, client.receiveAll().length);
        }
        try (RawClient client = new RawClient(socket).greet(1)) {
            client.option(Option.EXPORT_NAME, (byte) 'd', (byte) '0');
            assertEquals(SIZE, client.receive(134).getLong());
            client.send(RawClient.request(0, Command.FLUSH, 8, 0, 0));
            assertEquals(NbdError.NONE, client.simpleReply(8));
        }
    }

    @Test
    void abortIsAcknowledgedAndEnds() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            assertEquals(OptionReply.ACK, client.ask(Option.ABORT).type());
            assertEquals(0, client.receiveAll().length);
        }
    }

    @Test
    void disconnectAnswersWhatCameBefore() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            ByteBuffer all = RawClient.message();
            for (int i = 0; i < 40; i++) {
                boolean read = i % 2 == 0;
                int command = read ? Command.READ : Command.FLUSH;
                all.put(RawClient.request(0, command, i, 0, read ? 64 : 0).flip());
            }
            client.send(all.put(RawClient.request(0, Command.DISCONNECT, 0, 0, 0).flip()));
            assertEquals(20 * (16 + 64) + 20 * 16, client.receiveAll().length);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNobody() throws Exception {
        try (RawClient greedy = new RawClient(socket).enter("d0");
                RawClient decent = new RawClient(socket).enter("d0")) {
            for (int i = 0; i < 64; i++) {
                greedy.send(RawClient.request(0, Command.READ, i, 0, 1 << 20));
            }
            for (int i = 0; i < 1000; i++) {
                decent.send(RawClient.request(0, Command.FLUSH, i, 0, 0));
                assertEquals(NbdError.NONE, decent.simpleReply(i));
            }
            assertEquals(NbdError.NONE, greedy.simpleReply(0));
        }
    }

    @Test
    void bytesOneByOneMakeARequestAsWell() throws Exception {
        try (RawClient client = new RawClient(socket).enter("d0")) {
            ByteBuffer write = RawClient.request(0, Command.WRITE, 7, 0, 3).put(new byte[] {1, 2, 3}).flip();
            while (write.hasRemaining()) {
                client.send(RawClient.message().put(write.get()));
            }
            assertEquals(NbdError.NONE, client.simpleReply(7));
        }
        assertArrayEquals(new byte[] {1, 2, 3}, Arrays.copyOf(Files.readAllBytes(image), 3));
    }

    @Test
    void goingAwayAtEveryByteOfAConversationHarmsNobody() throws Exception {
        ByteBuffer whole = RawClient.message();
        whole.putInt(3);
        byte[] go = RawClient.go("d0");
        whole.putLong(Magic.OPTION).putInt(Option.GO).putInt(go.length).put(go);
        whole.put(RawClient.request(0, Command.WRITE, 1, SIZE - 64, 64).put(new byte[64]).flip());
        whole.put(RawClient.request(0, Command.READ, 2, 0, 4096).flip());
        whole.put(RawClient.request(0, Command.DISCONNECT, 0, 0, 0).flip());
        int size = whole.position();
        for (int cut = 0; cut < size; cut++) {
            try (RawClient client = new RawClient(socket)) {
                client.send(whole.duplicate().position(cut));
            }
        }
        fixture.awaitClients("d0", 0);
    }

    @Test
    void whoSaysNothingMakesRoomForOthers() throws Exception {
        RawClient[] silent = new RawClient[300];
        try {
            for (int i = 0; i < silent.length; i++) {
                silent[i] = new RawClient(socket);
            }
            try (RawClient client = new RawClient(socket).enter("d0")) {
                client.send(RawClient.request(0, Command.FLUSH, 8, 0, 0));
                assertEquals(NbdError.NONE, client.simpleReply(8));
            }
        } finally {
            for (RawClient each : silent) {
                each.close();
            }
        }
    }

    @Test
    void extendedHeadersCarryLongLengthsAndFilteredStatus() throws Exception {
        try (RawClient client = new RawClient(socket).greet(3)) {
            assertEquals(OptionReply.ACK, client.ask(Option.EXTENDED_HEADERS).type());
            assertEquals(
                    OptionReply.EXTENDED_HEADERS_REQUIRED, client.ask(Option.STRUCTURED_REPLY).type());
            byte[] both = RawClient.contexts("d0", "base:allocation", "qemu:allocation-depth");
            assertEquals(OptionReply.ACK, client.ask(Option.SET_META_CONTEXT, both).type());
            assertEquals(OptionReply.ACK, client.ask(Option.GO, RawClient.go("d0")).type());

            client.send(RawClient.extended(0, Command.BLOCK_STATUS, 1, 0, 1L << 40));
            assertEquals(NbdError.EINVAL, chunkError(client, 1, 0));
            client.send(RawClient.extended(0, Command.WRITE, 2, 0, 512));
            assertEquals(NbdError.EINVAL, chunkError(client, 2, 0));
            client.send(RawClient.extended(CommandFlag.PAYLOAD_LEN, Command.READ, 3, 0, 5).put(new byte[5]));
            assertEquals(NbdError.EINVAL, chunkError(client, 3, 0));

            ByteBuffer filtered = RawClient.extended(CommandFlag.PAYLOAD_LEN, Command.BLOCK_STATUS, 4, 0, 12);
            client.send(filtered.putLong(SIZE).putInt(1));
            ByteBuffer header = client.receive(32);
            assertEquals(Magic.EXTENDED_REPLY, header.getInt());
            assertEquals(Chunk.DONE, header.getShort());
            assertEquals(Chunk.BLOCK_STATUS_EXT, header.getShort());
            assertEquals(4, header.getLong());
            assertEquals(0, header.getLong());
            ByteBuffer status = client.receive((int) header.getLong());
            assertEquals(1, status.getInt());
            assertEquals(2, status.getInt());
            assertEquals(SIZE / 2, status.getLong());
            assertEquals(0, status.getLong());
            assertEquals(SIZE / 2, status.getLong());
            assertEquals(3, status.getLong());

            ByteBuffer twice = RawClient.extended(CommandFlag.PAYLOAD_LEN, Command.BLOCK_STATUS, 5, 0, 16);
            client.send(twice.putLong(SIZE).putInt(1).putInt(1));
            assertEquals(NbdError.EINVAL, chunkError(client, 5, 0));
        }
    }

    private static int chunkError(RawClient client, long cookie, long offset) throws Exception {
        ByteBuffer header = client.receive(32);
        assertEquals(Magic.EXTENDED_REPLY, header.getInt());
        assertEquals(Chunk.DONE, header.getShort());
        assertEquals(Chunk.ERROR, Short.toUnsignedInt(header.getShort()));
        assertEquals(cookie, header.getLong());
        assertEquals(offset, header.getLong());
        ByteBuffer error = client.receive((int) header.getLong());
        int number = error.getInt();
        assertNotEquals(0, error.getShort(), "an error without a text");
        return number;
    }
}
