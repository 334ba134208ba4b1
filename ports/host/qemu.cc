// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Command line, process, end. The UART's chardev is multiplexed: QEMU's mux buffers 32
// bytes and hands them over as the guest reads, instead of one for each turn of its main
// loop: 80 against 58 KB for each second of processor time.
#include "ports/host/qemu.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <thread>
#include <utility>

#include "ports/host/elf_symbols.h"
#include "converter/arrays/file.h"

namespace tmb {
namespace {

constexpr int kUartInChild = 3;
constexpr auto kEndTimeout = std::chrono::seconds(60);  // a plugin may have much to write
constexpr const char* kNoEscape = "256";                // no byte is the mux's escape character

Error SystemError(std::string_view what) {
  return Error{ErrorKind::kRunFailed, fmt::format("{}: {}", what, std::strerror(errno))};
}

std::string FirmwarePath(const std::string& board) {
  const char* folder = std::getenv("TMB_FIRMWARE_DIR");
  std::error_code ignored;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::filesystem::path base = folder != nullptr ? std::filesystem::path(folder) : own / "firmware";
  return base / fmt::format("tmb-{}.elf", board);
}

// In an option of QEMU's a comma is doubled.
std::string Escaped(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == ',' ? std::string(",,") : std::string(1, c);
  return text;
}

Result<std::string> LoaderOption(const std::string& image, const std::string& model_path) {
  TMB_ASSIGN(const uint32_t start, ElfSymbol(image, "__model_start"));
  TMB_ASSIGN(const uint32_t end, ElfSymbol(image, "__model_end"));
  std::error_code error;
  const uintmax_t bytes = std::filesystem::file_size(model_path, error);
  if (error) return Error{ErrorKind::kUsage, fmt::format("{}: {}", model_path, error.message())};
  if (bytes > end - start) {
    return Error{ErrorKind::kDoesNotFit, fmt::format("{}: {} bytes, the board's model partition has {}",
                                                     model_path, bytes, end - start)};
  }
  return fmt::format("loader,file={},addr={:#x},force-raw=on", Escaped(model_path), start);
}

Result<std::vector<std::string>> CommandLine(const std::string& board, const std::string& model_path) {
  const std::string firmware = FirmwarePath(board);
  const Result<std::string> image = ReadFile(firmware);
  if (!image.ok()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("no firmware for board '{}': {} (TMB_FIRMWARE_DIR names its folder)", board,
                             image.error().text)};
  }
  std::vector<std::string> arguments = {"qemu-system-arm",
                                        "-M",
                                        board,
                                        "-kernel",
                                        firmware,
                                        "-display",
                                        "none",
                                        "-monitor",
                                        "none",
                                        "-net",
                                        "none",
                                        "-echr",
                                        kNoEscape,
                                        "-chardev",
                                        fmt::format("socket,id=uart,fd={},mux=on", kUartInChild),
                                        "-serial",
                                        "chardev:uart"};
  if (!model_path.empty()) {
    Result<std::string> option = LoaderOption(image.value(), model_path);
    if (!option.ok()) return option.error();
    arguments.insert(arguments.end(), {"-device", option.value()});
  }
  const char* more = std::getenv("TMB_QEMU_ARGS");
  std::istringstream words(more == nullptr ? "" : more);
  for (std::string word; words >> word;) arguments.push_back(word);
  return arguments;
}

[[noreturn]] void Execute(const std::vector<std::string>& arguments, int uart, int messages) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  setpgid(0, 0);  // Ctrl-C is for us, who end it in order
  dup2(messages, STDERR_FILENO);
  dup2(messages, STDOUT_FILENO);
  if (uart != kUartInChild) {
    dup2(uart, kUartInChild);
  } else {
    fcntl(uart, F_SETFD, 0);
  }
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  dprintf(STDERR_FILENO, "%s: %s\n", pointers[0], std::strerror(errno));
  _exit(127);
}

}  // namespace

Result<std::unique_ptr<Qemu>> Qemu::Start(const std::string& board, const std::string& model_path) {
  TMB_ASSIGN(const std::vector<std::string> arguments, CommandLine(board, model_path));
  std::unique_ptr<Qemu> qemu(new Qemu);
  TMB_CHECK_OK(qemu->Spawn(arguments));
  return qemu;
}

Result<void> Qemu::Spawn(const std::vector<std::string>& arguments) {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return SystemError("socketpair");
  uart_ = sockets[0];
  messages_ = memfd_create("qemu-messages", MFD_CLOEXEC);
  if (messages_ < 0 || fcntl(uart_, F_SETFL, O_NONBLOCK) != 0) return SystemError("QEMU's channels");
  pid_ = fork();
  if (pid_ == 0) Execute(arguments, sockets[1], messages_);
  close(sockets[1]);
  if (pid_ < 0) return SystemError("fork");
  return {};
}

ByteStream Qemu::TakeUart() { return ByteStream(std::exchange(uart_, -1)); }

// Without the remarks that every run would have.
std::string Qemu::Messages() {
  std::string text(static_cast<size_t>(lseek(messages_, 0, SEEK_END)), '\0');
  const ssize_t count = pread(messages_, text.data(), text.size(), 0);
  std::istringstream lines(text.substr(0, count > 0 ? static_cast<size_t>(count) : 0));
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const bool usual = line.find("terminating on signal") != std::string::npos ||
                       line.find("has no peer") != std::string::npos;  // a network card without a network
    if (!usual) kept += line + "\n";
  }
  return kept;
}

bool Qemu::AwaitEnd(Milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (pid_ >= 0 && waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(Milliseconds(2));
  }
  pid_ = -1;
  return true;
}

Result<void> Qemu::Stop(Milliseconds grace) {
  if (pid_ < 0) return {};
  const bool ended_by_itself = AwaitEnd(grace);
  if (!ended_by_itself) {
    kill(pid_, SIGTERM);
    if (!AwaitEnd(kEndTimeout)) {
      kill(pid_, SIGKILL);
      AwaitEnd(kEndTimeout);
    }
  }
  const std::string messages = Messages();
  if (ended_by_itself) return Error{ErrorKind::kRunFailed, "QEMU ended by itself:\n" + messages};
  std::fputs(messages.c_str(), stderr);
  return {};
}

Qemu::~Qemu() {
  static_cast<void>(Stop());
  if (uart_ >= 0) close(uart_);
  if (messages_ >= 0) close(messages_);
}

}  // namespace tmb
