# Máy tính bảng của cán bộ. Cùng khóa với en/tablet.ftl.

## Chung

loading = Đang mở…
emptying = Đang xóa dữ liệu khỏi máy…
yes = Có
no = Không
next = Tiếp tục
previous = Trước
back = Quay lại
understood = Đã đọc
note-optional = Ghi chú (nếu cần)
language = Ngôn ngữ
language-vi = tiếng Việt
language-km = tiếng Khmer
language-cjm = tiếng Chăm
language-zh = tiếng Hoa
language-en = tiếng Anh
language-sgn = ngôn ngữ ký hiệu
language-other = tiếng khác
call = Gọi
map = Mở bản đồ
not-saved = CHƯA LƯU – đừng tắt máy
not-saved-next = Bộ nhớ máy đã đầy. Xóa bớt tệp hoặc ứng dụng khác, rồi chạm lại lần nữa. Ảnh dừng trước, bản ghi vẫn được ưu tiên.
not-opened = Chưa mở được dữ liệu trên máy

## Máy không dùng được

unfit-title = Trang này chưa dùng được làm máy tính bảng
unfit-insecure = Địa chỉ này không có kết nối an toàn (HTTPS).
unfit-storage = Trình duyệt không cho lưu dữ liệu trên máy.
unfit-next = Mở lại bằng địa chỉ https:// mà người phụ trách đưa, trong Chrome, không dùng chế độ ẩn danh.

## Dòng trạng thái

sync-open = Chạm để xem từng mục đã gửi và chưa gửi
sync-not-saved = CHƯA LƯU – đừng tắt máy
sync-blocked = Máy chủ không nhận máy này – chạm để xem cách xử lý
sync-held = { $count ->
    [0] { $held } mục cần bạn xem
   *[other] { $held } mục cần bạn xem · { $count } mục chờ gửi
  }
sync-sending = Đang gửi { $count } mục…
sync-offline = Ngoại tuyến – vẫn làm việc được · gửi hết lúc { $at }
sync-offline-waiting = Ngoại tuyến – vẫn làm việc được · { $count } mục chờ gửi
sync-waiting = { $count } mục chờ gửi
sync-never = Chưa đồng bộ lần nào
sync-all-sent = Đã gửi hết lúc { $at }
clock-off = Đồng hồ máy lệch khoảng { $minutes } phút so với máy chủ. Giờ pháp lý vẫn tính theo máy chủ; hãy chỉnh lại đồng hồ.

## Ghi danh

officers-title = Ai đang cầm máy?
officers-hint = Mỗi cán bộ có ngăn riêng, khóa bằng mã PIN riêng. Người khác không đọc được.
officers-owed = còn { $count } mục chưa gửi
officers-add = Thêm cán bộ vào máy này
enrol-title = Ghi danh máy
enrol-hint = Nhờ người phụ trách mở mã ghi danh cho bạn, rồi quét mã QR hoặc nhập mã. Mã dùng một lần, trong 30 phút.
enrol-again-title = Ghi danh lại máy
enrol-again-hint = Máy chủ không còn nhận máy này dưới tên cũ. Xin mã ghi danh mới; mọi việc đã làm vẫn giữ nguyên và sẽ được gửi lại.
enrol-again = Ghi danh lại
enrol-scan = Quét mã QR
enrol-scan-hint = Đưa mã QR trên màn hình của người phụ trách vào giữa khung.
enrol-code = Mã ghi danh
enrol-label = Tên gọi của máy (nếu muốn)
enrol-label-example = Máy số 3
enrol-pin-hint = Chọn mã PIN 6 số của riêng bạn. Dữ liệu trên máy được khóa bằng mã này; không ai xem lại được mã.
enrol-pin = Mã PIN mới
enrol-repeat-hint = Nhập lại mã PIN một lần nữa.
enrol-repeat = Nhập lại mã PIN
enrol-busy = Đang ghi danh và tải danh sách lần đầu, thường dưới một phút…
enrol-away = Chưa gặp được máy chủ. Kiểm tra mạng rồi thử lại. Nếu mã báo đã dùng, xin mã mới.

## Mã PIN

pin-label = Mã PIN 6 số
pin-erase = Xóa một số
pin-wrong = Sai mã PIN. Còn { $left } lần trước khi phải chờ.
pin-waiting = Sai mã PIN nhiều lần.
pin-wait = Chờ { $seconds } giây rồi nhập lại.
pin-weak = Mã này dễ đoán. Chọn mã khác.
pin-differs = Hai lần nhập khác nhau. Chọn lại mã PIN.
pin-another = Cán bộ khác
pin-change = Đổi mã PIN
pin-changed = Đã đổi mã PIN.
pin-old = Mã PIN hiện nay
pin-new = Mã PIN mới

## Danh sách trong ngày

day-title = Lộ trình { $day }
day-officer = { $name }
day-listed = danh sách lúc { $at }
day-never-listed = chưa tải danh sách
day-done = { $done }/{ $all } lượt xong
day-empty = Hôm nay chưa có lượt hẹn nào.
day-old = Có việc chưa gửi đã hơn 24 giờ. Đưa máy đến chỗ có mạng và bấm “Gửi ngay”.
day-unkept = Máy này chưa mở được khi không có mạng: trình duyệt không tin chứng thư của máy chủ hoặc đang ẩn danh. Đừng đi làm với máy này; báo người phụ trách cài chứng thư của phường.
day-held = { $count } việc máy chủ chưa nhận như đã ghi. Việc của bạn vẫn được giữ nguyên.
day-held-open = Xem từng việc
day-orphans = { $count } lượt hẹn chưa tải đủ. Đồng bộ lại khi có mạng.
weekday-0 = Chủ Nhật
weekday-1 = Thứ Hai
weekday-2 = Thứ Ba
weekday-3 = Thứ Tư
weekday-4 = Thứ Năm
weekday-5 = Thứ Sáu
weekday-6 = Thứ Bảy
today = Hôm nay
tomorrow = Ngày mai
tomorrow-empty = Chưa có lượt hẹn cho ngày mai.
later = Các ngày sau ({ $count })
reload = Tải lại
settings = Cài đặt
lock = Khóa máy
end-day = Kết thúc ngày
update-there = Có bản mới của ứng dụng. Việc chưa gửi vẫn được giữ.
update-now = Cập nhật bây giờ

## Lượt hẹn

visit-planned = Chưa đi
visit-departed = Đang trên đường
visit-arrived = Đang ở nhà dân
visit-completed = Đã xong
visit-failed = Không thành
visit-cancelled = Trụ sở đã hủy
visit-new = Mới
visit-changed = Vừa thay đổi
visit-waiting = chờ gửi { $count } mục
visit-second = Bạn đi cùng
visit-open = Mở lượt hẹn
visit-go-on = Làm tiếp
visit-look = Xem lại
visit-back = Về lộ trình
visit-gone-title = Lượt hẹn không còn ở máy này
visit-gone = Lượt hẹn đã chuyển cho người khác hoặc đã cất khỏi máy. Việc bạn đã làm vẫn được giữ và gửi đi; xem ở trang đồng bộ.
visit-not-mine = Lượt hẹn này đã chuyển cho người khác. Việc đã làm được giữ nguyên; người phụ trách sẽ quyết định.
visit-no-guide = Chưa tải đủ hướng dẫn cho lượt hẹn này. Đồng bộ khi có mạng trước khi làm thủ tục.
step-of = Bước { $at }/{ $all }
step-done = Xong
step-missing = Còn thiếu
step-skipped = Bỏ qua
step-do = Làm bước này
step-depart = Trước khi đi
step-arrive = Đến nơi
step-code = Mã tin cậy
step-identity = Giấy tờ tùy thân
step-lucidity = Minh mẫn, đọc, nghe
step-papers = Giấy tờ
step-photos = Chụp ảnh
step-read = Đọc lại tờ khai
step-assent = Ký, điểm chỉ
step-signed = Chụp văn bản đã ký
step-fee = Phí, lệ phí
step-close = Chốt hồ sơ
stop = Không làm tiếp được

## Người dân

person-unknown = Chưa rõ tên
person-age = { $age } tuổi
person-no-address = Chưa có địa chỉ
person-landmark = Mốc dễ tìm: { $landmark }
person-needs = Điều cần lưu ý
person-language = Nói { $language }
need-hard-of-hearing = Nghe kém
need-deaf = Không nghe được
need-low-vision = Mắt kém
need-blind = Không nhìn được
need-cannot-speak = Không nói được
need-cannot-walk = Không đi lại được
need-cannot-sign = Không ký được
need-cannot-read = Không đọc được
need-lucidity-doubt = Cần xem kỹ sự minh mẫn

## Trước khi đi, đến nơi

depart-minutes = khoảng { $minutes } phút
depart-call-note = Ghi khi nhận cuộc gọi: { $note }
depart-what = Việc cần làm
depart-now = Bắt đầu đi
departed-at = Đã lên đường lúc { $at }
guide-finish = Làm xong tại nhà
guide-receive = Nhận tại nhà, hoàn tất tại trụ sở
guide-signers = Có { $count } người cùng ký. Nhắc mọi người có mặt, mang giấy tờ của mình.
guide-interpreter = Cần người phiên dịch { $language }
arrive-consent = Ứng dụng chỉ lưu vị trí một lần khi bạn đến nơi, làm tròn khoảng 100 mét, để chứng minh đã đến đúng nhà. Không theo dõi đường đi. Bạn có thể không đồng ý và ghi lý do.
arrive-with-place = Đã đến – lưu vị trí gần đúng
arrive-without-place = Đã đến – không lưu vị trí
arrive-no-place = Máy không xác định được vị trí. Chọn lý do bên dưới rồi làm tiếp.
arrive-why = Vì sao không lưu vị trí?
arrive-why-no-signal = Không bắt được vị trí
arrive-why-not-agreed = Cán bộ không đồng ý
arrive-why-no-need = Trụ sở không yêu cầu
arrived-at = Đã đến lúc { $at }
arrived-with-place = đã lưu vị trí gần đúng
arrived-without-place = không lưu vị trí: { $why }
code-say = Chào và đọc cho người trong nhà nghe:
code-script = “Tôi là { $name }, cán bộ phường. Mã hẹn của nhà mình là { $code }.”
code-heard = 4 số cuối của mã hẹn do người nhà đọc
code-check = Kiểm tra mã
code-wrong = Không khớp mã hẹn. Hỏi lại chậm từng số; xem có đúng nhà không.
code-anyway = Ghi mã đã nghe và làm tiếp
code-none = Người nhà không nhớ mã
code-fits = Mã khớp: { $code }
code-kept = Đã ghi mã nghe được: { $code }

## Giấy tờ tùy thân

identity-expected = Người được hẹn là:
identity-scan = Quét thẻ căn cước
identity-scan-hint = Giữ thẻ cách máy 15 cm, chờ nét. Mã QR ở mặt trước (thẻ cũ) hoặc mặt sau (thẻ từ 7/2024). Không lưu ảnh thẻ.
identity-method = Kiểm tra bằng
identity-card = Thẻ căn cước
identity-vneid = VNeID
identity-passport = Hộ chiếu
identity-known-paper = Giấy tờ khác có ảnh
identity-database = Tra cứu dữ liệu
identity-database-hint = Tra cứu cần mạng hoặc nhờ trụ sở tra giúp, rồi ghi số vào đây.
identity-number = Số giấy tờ
identity-name = Họ và tên trên giấy
identity-number-shape = Số giấy tờ gồm 6 đến 14 chữ số hoặc chữ cái.
identity-fits = Khớp với người đã đăng ký
identity-confirm = Đúng người này
identity-differs = Khác người đã đăng ký
identity-differs-number = Số đã đăng ký: { $known }
identity-differs-name = Tên đã đăng ký: { $known }
identity-why-same = Nếu vẫn đúng người, ghi lý do (bắt buộc)
identity-right-person = Đúng người, ghi lý do
identity-stop = Dừng lượt hẹn
identity-same = Đã kiểm tra, đúng người
identity-differs-noted = Đã kiểm tra, có khác biệt: { $note }
identity-again = Kiểm tra lại
identity-warning-century = Số căn cước không hợp với thế kỷ sinh. Xem kỹ lại thẻ.
identity-warning-birth-year = Số căn cước không hợp với năm sinh. Xem kỹ lại thẻ.
identity-warning-sex = Số căn cước không hợp với giới tính. Xem kỹ lại thẻ.
scan = Quét mã
scan-file = Hoặc chọn ảnh có mã QR (ảnh không được lưu)
scan-torch = Đèn
scan-nothing = Không thấy mã QR trong ảnh. Chụp gần và nét hơn, hoặc nhập tay.
scan-other = Đây không phải mã cần quét. Thử lại hoặc nhập tay.

## Minh mẫn

lucidity-hint = Hỏi chuyện chậm rãi: tên, ngày sinh, hôm nay muốn làm gì. Một câu một lần.
lucidity-flag = Khi nhận cuộc gọi đã có lưu ý về sự minh mẫn. Xem kỹ.
lucidity-lucid = Ông/bà minh mẫn, hiểu và tự quyết định được?
lucidity-reads = Đọc được văn bản?
lucidity-hears = Nghe được?
lucidity-speaks-vietnamese = Nói và hiểu tiếng Việt?
lucidity-not = Người không minh mẫn thì không được chứng thực (NĐ 23/2015, Điều 25). Xác nhận rồi kết thúc lượt hẹn.
lucidity-confirm = Xác nhận điều đã thấy
lucidity-kept = Đã xác nhận minh mẫn
lucidity-kept-not = Đã ghi: không minh mẫn

## Giấy tờ của hồ sơ

papers-expected = Giấy tờ cần chuẩn bị ({ $count })
papers-done = Đã xem { $done }/{ $all } giấy tờ
paper-submit = nộp lại
paper-show = chỉ xuất trình
paper-required = bắt buộc
paper-have = Có
paper-missing = Thiếu
paper-not-needed = Không cần
paper-why = Lý do
paper-why-choose = Chọn lý do
paper-why-lost = Đã mất
paper-why-elsewhere = Người khác đang giữ
paper-why-never = Chưa từng được cấp
paper-why-expired = Hết hạn
paper-why-database = Đã tra được trong cơ sở dữ liệu
paper-why-not-asked = Không thuộc trường hợp phải nộp
paper-why-other-paper = Đã có giấy tờ khác thay
papers-missing = Thiếu { $count } giấy tờ bắt buộc. Có thể làm tiếp phần còn lại, hoặc hẹn bổ sung.
papers-come-again = Hẹn ngày khác để bổ sung

## Chụp ảnh

photos-hint = Chụp từng giấy tờ rồi trả lại ngay. Ảnh khóa trên máy này, gửi về trụ sở rồi sẽ tự xóa.
photos-signed-hint = Chụp đủ các trang đã ký hoặc điểm chỉ.
photos-none = Thủ tục này không cần chụp ảnh.
photos-stopped = Máy gần đầy: tạm dừng chụp ảnh, bản ghi vẫn lưu được. Đưa máy đến chỗ có mạng để gửi bớt.
photo-required = bắt buộc
photo-optional = không bắt buộc
photo-begin = Chụp
photo-more = Chụp thêm trang
photo-take = Chụp ảnh
photo-use = Dùng ảnh này
photo-again = Chụp lại
photo-hint = Giữ máy thẳng trên giấy, đủ sáng, chờ nét rồi chụp.
photo-sharp = Ảnh đủ nét.
photo-blurred = Ảnh có thể bị mờ. Nên chụp lại, giữ chắc tay.
photo-preview = Ảnh vừa chụp: { $label }
photo-count = { $count } ảnh đã lưu
photo-kept = Đã lưu, { $size }
photo-file = Hoặc chọn ảnh có sẵn
camera-picture = Hình từ máy ảnh
camera-blocked = Không mở được máy ảnh. Cho phép dùng máy ảnh trong cài đặt của trình duyệt, hoặc chọn ảnh có sẵn.
camera-close = Đóng máy ảnh

## Đọc lại tờ khai

read-hint = Ông/bà không phải viết. Cán bộ đọc to, chậm từng dòng; ông/bà nghe và nói nếu có chỗ chưa đúng.
read-ask = … (hỏi và ghi vào ghi chú)
read-agreed = Đã đọc hết, ông/bà đồng ý
read-done = Đã đọc và được đồng ý

## Ký, điểm chỉ

assent-how = Ông/bà thể hiện ý chí bằng cách nào?
assent-record = Ghi nhận
assent-needs-signature = Mời ông/bà ký vào ô trên.
assent-needs-fingerprint = Điểm chỉ trên giấy, rồi chụp ảnh.
assent-needs-neither = Mời người làm chứng.
assent-needs-reading = Đọc lại giấy tờ và lời trên cho ông/bà nghe rồi bấm xác nhận.
assent-needs-interpreter = Cần người phiên dịch, có họ tên và số giấy tờ.
assent-read-aloud = Đã đọc lại giấy tờ và lời trên cho ông/bà nghe, ông/bà đồng ý.
assent-needs-witnesses = Cần đủ { $count } người làm chứng, có họ tên và số giấy tờ.
assent-done-signature = { $name } đã ký lúc { $at }
assent-done-fingerprint = { $name } đã điểm chỉ lúc { $at }
assent-done-neither = { $name } đã đồng ý trước người làm chứng lúc { $at }
signer-of = Người ký { $at }/{ $all }
signer-next = Người ký tiếp theo: xem giấy tờ và sự minh mẫn của chính người đó, rồi mời ký. Nếu hôm nay người đó không ký được, bấm “Không làm tiếp được” để hẹn ngày khác.
signer-taken = Tên này đã có trong lượt hẹn. Nếu là người khác, ghi thêm để phân biệt, ví dụ “Lê Văn Tư (con)”.
signer-as = Tên ghi khi ký
signer-other = Mời người khác ký
ink-hint = Ký bằng ngón tay hoặc bút. Xoay máy không mất chữ ký.
ink-wipe = Xóa, ký lại
ink-blank = Ô ký của { $label }, chưa ký
ink-there = Ô ký của { $label }, đã ký
ink-label = Chữ ký của { $name }
finger-which = Ngón nào?
finger-1 = Ngón trỏ phải
finger-2 = Ngón trỏ trái
finger-3 = Ngón cái phải
finger-4 = Ngón cái trái
finger-photo = Chụp dấu điểm chỉ
finger-photo-again = Chụp lại dấu điểm chỉ
finger-label = Dấu điểm chỉ – { $name }
witness-hint = Cần { $count } người làm chứng: đủ năng lực, không có quyền lợi liên quan, có giấy tờ còn giá trị.
witness = Người làm chứng { $at }
interpreter-hint = Cần người phiên dịch: đủ năng lực, thông thạo tiếng Việt, có giấy tờ còn giá trị.
interpreter = Người phiên dịch
witness-name = Họ và tên
witness-number = Số giấy tờ tùy thân
offsite = Chứng thực ngoài trụ sở
offsite-reason = Lý do
offsite-place = Địa điểm
offsite-time = Giờ, phút

## Phí

fee-hint = Cán bộ đến nhà không thu tiền công. Chỉ thu phí, lệ phí theo luật.
fee-total = Cộng
fee-exempt = Được miễn, giảm: { $why }
fee-free-confirm = Đã báo: không phải trả tiền
fee-how = Thu bằng cách nào?
fee-cash = Tiền mặt
fee-transfer = Chuyển khoản
fee-later = Trả sau
fee-exempt-word = miễn thu
receipt = Biên nhận
receipt-number = Số biên nhận { $number }
receipt-text = { $name } · { $total } · { $how }
receipt-provisional = Biên nhận tạm trên máy. Biên lai chính thức do trụ sở lập khi hồ sơ được gửi về, mang cùng số này.

## Chốt

close-summary = Tóm tắt (nếu cần)
close-left = Còn { $count } bước bắt buộc chưa xong.
close-warning = Sau khi chốt, hồ sơ không sửa được; chỉ có thể ghi thêm việc mới.
close-now = Chốt hồ sơ
close-done = Đã chốt lúc { $at }
close-waiting = { $count } mục còn chờ gửi. Máy sẽ tự gửi khi có mạng.
close-sent = Trụ sở đã nhận đủ.
close-code = Mã tra cứu tạm – đọc cho gia đình ghi lại:
close-code-hint = Mã có giá trị tạm cho đến khi trụ sở nhận đủ hồ sơ. Gia đình dùng mã này để hỏi kết quả.

## Không làm tiếp được

stop-title = Không làm tiếp được
stop-hint = Chọn điều đã xảy ra. Mọi việc đã ghi vẫn được giữ.
stop-why = Điều gì đã xảy ra?
stop-nobody-home = Không có nhà
stop-refused = Người dân từ chối
stop-unsafe = Không an toàn
stop-medical = Cấp cứu
stop-not-lucid = Không minh mẫn
stop-papers-missing = Thiếu giấy tờ
stop-other = Lý do khác
stop-again = Hẹn ngày khác
stop-decline = Tôi không nhận được lượt này
stop-call-115 = Gọi 115
stop-unsafe-hint = Rời khỏi nơi đó trước. Ghi lại sau.
stop-day = Ngày hẹn lại
stop-day-choose = Chọn ngày
stop-from = Từ lúc
stop-again-hint = Đây là đề nghị. Trụ sở xếp lịch và gọi báo lại cho gia đình.
stop-note = Ghi rõ (bắt buộc)
stop-note-identity = Giấy tờ không khớp với người đã đăng ký.
stop-note-not-lucid = Người yêu cầu không minh mẫn tại thời điểm làm việc.
stop-note-papers-missing = Thiếu giấy tờ bắt buộc, hẹn bổ sung.
stop-now = Kết thúc lượt hẹn
stop-again-now = Đề nghị hẹn lại
stop-decline-now = Trả lại lượt hẹn

## Đồng bộ

sync-title = Đã gửi và chưa gửi
sync-facts = { $events } bản ghi và { $files } tệp ({ $size }) chỉ có trên máy này. Lần gặp máy chủ gần nhất: { $at }.
sync-away = Không gặp được máy chủ. Máy sẽ tự thử lại trong vòng một phút; cứ làm việc tiếp.
send-now = Gửi ngay
trouble = Máy chủ không nhận máy này. Xin mã ghi danh mới; việc đã làm vẫn giữ nguyên.
items-open = Chờ gửi ({ $count })
items-none = Không còn mục nào chờ gửi.
items-sent = Đã gửi gần đây ({ $count })
item-waiting = Chờ gửi
item-sent = Đã gửi
item-parked = Tạm giữ
item-refused = Không nhận
item-conflict = Mâu thuẫn
file-confirmed = { $size }, trụ sở đã nhận đủ
file-waiting = { $sent }/{ $size } đã gửi, { $tries } lần thử
file-reason = lý do: { $reason }
file-away = không gặp được máy chủ
held-title = Cần bạn xem ({ $count })
held-adopted = Người phụ trách đã nhận việc này
held-returned = Người phụ trách trả lại
held-dismissed = Người phụ trách không dùng
held-content = Nội dung đã ghi
held-away = Đã đọc, cất đi
conflict-mine = Trên máy này
conflict-office = Trên máy chủ
machine = Máy này
machine-ready = Sẵn sàng ngoại tuyến
machine-not-ready = Chưa – giữ mạng thêm một phút
machine-persisted = Trình duyệt giữ dữ liệu lâu dài
machine-not-persisted = Chưa hứa – cài ứng dụng ra màn hình chính
machine-clock = Đồng hồ
machine-clock-off = lệch { $seconds } giây
machine-clock-unknown = chưa đo
machine-version = Phiên bản
machine-name = Mã máy
rescue = Cứu dữ liệu khi máy hỏng hoặc mất mạng nhiều ngày
rescue-hint = Mọi việc chưa gửi được khóa bằng một câu mật khẩu, lưu vào tệp hoặc hiện thành tờ mã QR. Người phụ trách đọc được khi có câu mật khẩu.
rescue-word = Câu mật khẩu (ít nhất 8 ký tự)
rescue-save = Lưu tệp mã hóa
rescue-saved = Đã lưu { $file }
rescue-sheet = Hiện tờ mã QR
rescue-sheet-hint = { $count } mã QR, không kèm ảnh. Chụp hoặc in cả tờ rồi đưa cho người phụ trách.
rescue-code = Mã QR { $at } trên { $all }
rescue-print = In tờ này
rescue-take = Nhận việc từ tệp của máy khác
rescue-taken = Đã nhận { $count } bản ghi mới.

## Cuối ngày, cài đặt

end-title = Kết thúc ngày
end-checking = Đang hỏi máy chủ từng mục…
end-safe = AN TOÀN ĐỂ NỘP MÁY
end-safe-at = Máy chủ đã xác nhận đủ mọi mục và mọi tệp lúc { $at }.
end-unsafe = CHƯA NỘP MÁY ĐƯỢC
end-left = { $held ->
    [0] Còn { $events } bản ghi, { $files } tệp chưa được xác nhận.
   *[other] Còn { $events } bản ghi, { $files } tệp chưa được xác nhận; { $held } việc cần xem.
  }
end-look = Xem từng mục
text-size = Cỡ chữ
sign-out = Rời khỏi máy này
sign-out-hint = Xóa ngăn của bạn khỏi máy này. Muốn dùng lại phải ghi danh lại.
sign-out-owed = Còn { $count } mục chưa gửi: chưa thể rời máy. Gửi hết, hoặc lưu tệp mã hóa ở trang đồng bộ.

## Việc đã ghi

kind-CitizenAmended = Sửa thông tin người dân
kind-DocumentCaptured = Chụp giấy tờ
kind-FeeCollected = Thu phí
kind-FingerprintRecorded = Điểm chỉ
kind-IdentityChecked = Kiểm tra giấy tờ tùy thân
kind-LucidityConfirmed = Xem sự minh mẫn
kind-NeitherRecorded = Đồng ý trước người làm chứng
kind-OfficerAbsent = Báo vắng mặt
kind-OfficerBack = Báo có mặt lại
kind-PapersChecked = Kiểm tra giấy tờ
kind-ResultReturned = Trả kết quả
kind-SignatureRecorded = Ký
kind-VisitAcknowledged = Nhận lượt hẹn
kind-VisitAmended = Sửa lượt hẹn
kind-VisitArrived = Đến nơi
kind-VisitCompleted = Chốt hồ sơ
kind-VisitDeclined = Trả lại lượt hẹn
kind-VisitDeparted = Lên đường
kind-VisitFailed = Lượt hẹn không thành
kind-VisitRescheduled = Đề nghị hẹn lại
