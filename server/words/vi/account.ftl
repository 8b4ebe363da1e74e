account-title = Tài khoản của tôi
second-factor = Xác thực bước hai
second-factor-set-up = Thiết lập xác thực bước hai
second-factor-prove-lead = Mở ứng dụng xác thực trên điện thoại, nhập mã 6 số đang hiện.
second-factor-code = Mã 6 số, hoặc một mã dự phòng
second-factor-lost = Mất điện thoại và hết mã dự phòng? Nhờ quản trị của đơn vị đặt lại.
second-factor-asked = Vai trò của bạn phải đăng nhập hai bước. Thiết lập một lần trước khi vào làm việc.
second-factor-off = Chưa bật. Khi bật, mỗi lần đăng nhập cần thêm mã 6 số trên điện thoại của bạn.
second-factor-on = { $count ->
    [0] Đang bật. Không còn mã dự phòng nào: hãy tạo mã mới.
   *[other] Đang bật. Còn { $count } mã dự phòng.
  }
second-factor-begin = Thiết lập
second-factor-change = Đổi điện thoại
second-factor-scan = Quét bằng ứng dụng xác thực
second-factor-scan-lead = Trong ứng dụng xác thực (ví dụ FreeOTP, Google Authenticator), chọn thêm tài khoản rồi quét hình này.
second-factor-qr = Mã QR để thêm vào ứng dụng xác thực
second-factor-typed = Không quét được thì gõ khóa này:
second-factor-first-code = Mã 6 số ứng dụng đang hiện
second-factor-confirm = Xác nhận
recovery-codes = Mã dự phòng
recovery-codes-lead = { $count } mã này chỉ hiện một lần. Chép hoặc in ra, cất nơi an toàn. Khi không có điện thoại, mỗi mã dùng được một lần thay cho mã 6 số.
recovery-codes-kept = Tôi đã cất mã
recovery-codes-make = Tạo mã dự phòng mới
sessions-title = Đang đăng nhập ở
sessions-where = Nơi
sessions-console = Máy tính
sessions-tablet = Máy tính bảng { $id }
sessions-since = Từ lúc
sessions-until = Hết hạn
sessions-act = Thao tác
sessions-here = phiên này
sessions-end = Đăng xuất nơi này
